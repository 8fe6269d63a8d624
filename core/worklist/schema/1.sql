-- listed = 0: removed from the list, or never put on it; its draft and decisions stay.
CREATE TABLE study (
    uid TEXT PRIMARY KEY,
    listed INTEGER NOT NULL DEFAULT 0,
    path TEXT NOT NULL DEFAULT '',
    patient_name TEXT,
    patient_id TEXT,
    sex TEXT,
    age INTEGER,
    date TEXT,
    time TEXT,
    description TEXT,
    status INTEGER NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 2),
    abnormality REAL,
    open_flags INTEGER NOT NULL DEFAULT 0,
    seen TEXT NOT NULL DEFAULT '',
    turn INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX study_newest_first ON study (listed, seen DESC, turn DESC);

CREATE TABLE draft (
    uid TEXT PRIMARY KEY REFERENCES study (uid) ON DELETE CASCADE,
    text TEXT NOT NULL,
    saved TEXT NOT NULL
);

CREATE TABLE decision (
    uid TEXT NOT NULL REFERENCES study (uid) ON DELETE CASCADE,
    flag TEXT NOT NULL,
    decision INTEGER NOT NULL CHECK (decision BETWEEN 0 AND 1),
    PRIMARY KEY (uid, flag)
);

CREATE TABLE recent (
    path TEXT PRIMARY KEY,
    turn INTEGER NOT NULL
);

CREATE TABLE session (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    state TEXT NOT NULL
);
