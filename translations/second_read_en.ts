<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>SeriesList</name>
    <message numerus="yes">
        <source>%n images</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StudyPresenter</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files could not be used: %1</source>
        <translation>
            <numerusform>%n file could not be used: %1</numerusform>
            <numerusform>%n files could not be used: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message numerus="yes">
        <source>%n flags</source>
        <translation>
            <numerusform>%n flag</numerusform>
            <numerusform>%n flags</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open flags</source>
        <translation>
            <numerusform>%n open flag</numerusform>
            <numerusform>%n open flags</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n studies found</source>
        <translation>
            <numerusform>%n study found</numerusform>
            <numerusform>%n studies found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files not usable</source>
        <translation>
            <numerusform>%n file not usable</numerusform>
            <numerusform>%n files not usable</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n contradictions in the text</source>
        <translation>
            <numerusform>%n contradiction in the text</numerusform>
            <numerusform>%n contradictions in the text</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>second_read::ui::AskPanel</name>
    <message numerus="yes">
        <source>Past examinations: the %n nearest stand among the similar cases.</source>
        <translation>
            <numerusform>Past examinations: the nearest one stands among the similar cases.</numerusform>
            <numerusform>Past examinations: the %n nearest stand among the similar cases.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>second_read::ui::EvidencePanel</name>
    <message numerus="yes">
        <source>▾ %n more</source>
        <translation>
            <numerusform>▾ %n more</numerusform>
            <numerusform>▾ %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>second_read::ui::NoticeLine</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
</TS>
