-- Past examinations. `row` is the key of the search index and is never used twice (AUTOINCREMENT): an examination
-- that is imported anew gets a new one, so an index file can be out of date but never point at another examination.
CREATE TABLE archive (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    pack_id TEXT NOT NULL,
    pack_version TEXT NOT NULL,
    dimension INTEGER NOT NULL CHECK (dimension BETWEEN 1 AND 65536),
    made TEXT NOT NULL
);

CREATE TABLE examination (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    patient_name TEXT,
    patient_id TEXT,
    sex TEXT,
    age INTEGER,
    date TEXT,
    accession TEXT,
    description TEXT,
    report TEXT NOT NULL,
    path TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    thumbnail BLOB NOT NULL
);
CREATE INDEX examination_by_patient ON examination (patient_id);
CREATE INDEX examination_by_date ON examination (date DESC, row DESC);

-- Embeddings of record: float32, little endian. kind: "report" or the name of a sequence.
CREATE TABLE embedding (
    row INTEGER NOT NULL REFERENCES examination (row) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (row, kind)
);
CREATE INDEX embedding_by_kind ON embedding (kind, row);

-- What is known of each derived index file; one whose hash differs is not opened.
CREATE TABLE search_index (
    kind TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    last_row INTEGER NOT NULL
);

-- Kept in step by the program: triggers that write virtual tables are refused where the schema is not trusted.
CREATE VIRTUAL TABLE report_words USING fts5 (
    report, content = 'examination', content_rowid = 'row', tokenize = 'porter unicode61 remove_diacritics 2'
);
