<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Open folder…</source>
        <translation>Ordner öffnen…</translation>
    </message>
    <message>
        <source>Open file…</source>
        <translation>Datei öffnen…</translation>
    </message>
    <message>
        <source>Open the demo</source>
        <translation>Demo öffnen</translation>
    </message>
    <message>
        <source>Add a folder&apos;s studies to the worklist…</source>
        <translation>Untersuchungen eines Ordners in die Arbeitsliste…</translation>
    </message>
    <message>
        <source>Choose archive…</source>
        <translation>Archiv wählen…</translation>
    </message>
    <message>
        <source>Import a folder into the archive…</source>
        <translation>Ordner in das Archiv importieren…</translation>
    </message>
    <message>
        <source>Close the examination beside</source>
        <translation>Untersuchung daneben schließen</translation>
    </message>
    <message>
        <source>Close the study</source>
        <translation>Untersuchung schließen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>One viewport</source>
        <translation>Eine Ansicht</translation>
    </message>
    <message>
        <source>Two side by side</source>
        <translation>Zwei nebeneinander</translation>
    </message>
    <message>
        <source>Two by two</source>
        <translation>Zwei mal zwei</translation>
    </message>
    <message>
        <source>Three by three</source>
        <translation>Drei mal drei</translation>
    </message>
    <message>
        <source>This viewport alone (double click)</source>
        <translation>Diese Ansicht allein (Doppelklick)</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Text on the images: all, letters, none</source>
        <translation>Text auf den Bildern: alles, Buchstaben, nichts</translation>
    </message>
    <message>
        <source>Reference lines</source>
        <translation>Referenzlinien</translation>
    </message>
    <message>
        <source>Scroll series together</source>
        <translation>Serien gemeinsam blättern</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Invertieren</translation>
    </message>
    <message>
        <source>Fit into the viewport</source>
        <translation>In die Ansicht einpassen</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Turn left</source>
        <translation>Nach links drehen</translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation>Nach rechts drehen</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Spiegeln</translation>
    </message>
    <message>
        <source>Reset the view</source>
        <translation>Ansicht zurücksetzen</translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>Ten images back</source>
        <translation>Zehn Bilder zurück</translation>
    </message>
    <message>
        <source>Ten images on</source>
        <translation>Zehn Bilder vor</translation>
    </message>
    <message>
        <source>First image</source>
        <translation>Erstes Bild</translation>
    </message>
    <message>
        <source>Last image</source>
        <translation>Letztes Bild</translation>
    </message>
    <message>
        <source>Cine, and stop it</source>
        <translation>Cine starten und anhalten</translation>
    </message>
    <message>
        <source>Previous series</source>
        <translation>Vorige Serie</translation>
    </message>
    <message>
        <source>Next series</source>
        <translation>Nächste Serie</translation>
    </message>
    <message>
        <source>First series</source>
        <translation>Erste Serie</translation>
    </message>
    <message>
        <source>Last series</source>
        <translation>Letzte Serie</translation>
    </message>
    <message>
        <source>Previous study under the path</source>
        <translation>Vorige Untersuchung unter dem Pfad</translation>
    </message>
    <message>
        <source>Next study under the path</source>
        <translation>Nächste Untersuchung unter dem Pfad</translation>
    </message>
    <message>
        <source>Previous case of the worklist</source>
        <translation>Voriger Fall der Arbeitsliste</translation>
    </message>
    <message>
        <source>Next case of the worklist</source>
        <translation>Nächster Fall der Arbeitsliste</translation>
    </message>
    <message>
        <source>Next viewport</source>
        <translation>Nächste Ansicht</translation>
    </message>
    <message>
        <source>Previous viewport</source>
        <translation>Vorige Ansicht</translation>
    </message>
    <message>
        <source>Shift the image to the left</source>
        <translation>Bild nach links schieben</translation>
    </message>
    <message>
        <source>Shift the image to the right</source>
        <translation>Bild nach rechts schieben</translation>
    </message>
    <message>
        <source>Shift the image up</source>
        <translation>Bild nach oben schieben</translation>
    </message>
    <message>
        <source>Shift the image down</source>
        <translation>Bild nach unten schieben</translation>
    </message>
    <message>
        <source>Next flag</source>
        <translation>Nächster Hinweis</translation>
    </message>
    <message>
        <source>Previous flag</source>
        <translation>Voriger Hinweis</translation>
    </message>
    <message>
        <source>To the worklist</source>
        <translation>Zur Arbeitsliste</translation>
    </message>
    <message>
        <source>Filter the worklist</source>
        <translation>Arbeitsliste filtern</translation>
    </message>
    <message>
        <source>To the evidence</source>
        <translation>Zu den Bildbefunden</translation>
    </message>
    <message>
        <source>To the report</source>
        <translation>Zum Befund</translation>
    </message>
    <message>
        <source>To the similar examinations</source>
        <translation>Zu den ähnlichen Untersuchungen</translation>
    </message>
    <message>
        <source>To the series</source>
        <translation>Zu den Serien</translation>
    </message>
    <message>
        <source>To the images</source>
        <translation>Zu den Bildern</translation>
    </message>
    <message>
        <source>Ask this study and the archive</source>
        <translation>Diese Untersuchung und das Archiv fragen</translation>
    </message>
    <message>
        <source>Drag: window and level</source>
        <translation>Ziehen: Fensterung</translation>
    </message>
    <message>
        <source>Drag: zoom</source>
        <translation>Ziehen: Zoom</translation>
    </message>
    <message>
        <source>Drag: pan</source>
        <translation>Ziehen: Verschieben</translation>
    </message>
    <message>
        <source>Drag: scroll</source>
        <translation>Ziehen: Blättern</translation>
    </message>
    <message>
        <source>Drag: distance</source>
        <translation>Ziehen: Strecke</translation>
    </message>
    <message>
        <source>Click: all views to this point</source>
        <translation>Klick: alle Ansichten zu diesem Punkt</translation>
    </message>
    <message>
        <source>Remove the last distance</source>
        <translation>Letzte Strecke entfernen</translation>
    </message>
    <message>
        <source>Window from the volume&apos;s percentiles</source>
        <translation>Fenster aus den Perzentilen des Volumens</translation>
    </message>
    <message>
        <source>Window: high contrast</source>
        <translation>Fenster: hoher Kontrast</translation>
    </message>
    <message>
        <source>Window: low contrast</source>
        <translation>Fenster: geringer Kontrast</translation>
    </message>
    <message>
        <source>Window: dark parts</source>
        <translation>Fenster: dunkle Anteile</translation>
    </message>
    <message>
        <source>Window: bright parts</source>
        <translation>Fenster: helle Anteile</translation>
    </message>
    <message>
        <source>Window: narrow</source>
        <translation>Fenster: eng</translation>
    </message>
    <message>
        <source>Window: all values</source>
        <translation>Fenster: alle Werte</translation>
    </message>
    <message>
        <source>Accept the flag</source>
        <translation>Hinweis annehmen</translation>
    </message>
    <message>
        <source>Dismiss the flag</source>
        <translation>Hinweis verwerfen</translation>
    </message>
    <message>
        <source>Sign the report</source>
        <translation>Befund signieren</translation>
    </message>
    <message>
        <source>Stop the analysis</source>
        <translation>Auswertung anhalten</translation>
    </message>
    <message>
        <source>Start the engine again</source>
        <translation>Rechenprogramm neu starten</translation>
    </message>
    <message>
        <source>First study under the path</source>
        <translation>Erste Untersuchung unter dem Pfad</translation>
    </message>
    <message>
        <source>Last study under the path</source>
        <translation>Letzte Untersuchung unter dem Pfad</translation>
    </message>
    <message>
        <source>First case of the worklist</source>
        <translation>Erster Fall der Arbeitsliste</translation>
    </message>
    <message>
        <source>Last case of the worklist</source>
        <translation>Letzter Fall der Arbeitsliste</translation>
    </message>
    <message>
        <source>Further to the left</source>
        <translation>Weiter nach links</translation>
    </message>
    <message>
        <source>Further to the right</source>
        <translation>Weiter nach rechts</translation>
    </message>
    <message>
        <source>Further up</source>
        <translation>Weiter nach oben</translation>
    </message>
    <message>
        <source>Further down</source>
        <translation>Weiter nach unten</translation>
    </message>
    <message>
        <source>Next of these</source>
        <translation>Nächstes davon</translation>
    </message>
    <message>
        <source>These tools at the pointer</source>
        <translation>Diese Werkzeuge am Mauszeiger</translation>
    </message>
    <message>
        <source>Keys, and how to read the window</source>
        <translation>Tasten, und wie das Fenster zu lesen ist</translation>
    </message>
</context>
<context>
    <name>ReadingSession</name>
    <message>
        <source>The engine&apos;s answer to the import cannot be read; look into the archive before importing again.</source>
        <translation>Die Antwort der Engine auf den Import ist nicht lesbar; vor einem neuen Import das Archiv ansehen.</translation>
    </message>
    <message>
        <source>The engine&apos;s answer to the search has no results; search again.</source>
        <translation>Die Antwort der Engine auf die Suche enthält keine Ergebnisse; noch einmal suchen.</translation>
    </message>
    <message>
        <source>reading the engine&apos;s answer</source>
        <translation>Lesen der Antwort der Engine</translation>
    </message>
</context>
<context>
    <name>SeriesList</name>
    <message>
        <source>sure</source>
        <translation>sicher</translation>
    </message>
    <message>
        <source>probable</source>
        <translation>wahrscheinlich</translation>
    </message>
    <message>
        <source>a guess</source>
        <translation>vermutet</translation>
    </message>
    <message>
        <source>no date</source>
        <translation>kein Datum</translation>
    </message>
    <message numerus="yes">
        <source>%n images</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StudyPresenter</name>
    <message>
        <source>reading headers, %1 %</source>
        <translation>Köpfe werden gelesen, %1 %</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weitere</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files could not be used: %1</source>
        <translation>
            <numerusform>%n Datei war nicht brauchbar: %1</numerusform>
            <numerusform>%n Dateien waren nicht brauchbar: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Viewport</name>
    <message>
        <source>loading…</source>
        <translation>wird geladen…</translation>
    </message>
    <message>
        <source>position not known</source>
        <translation>Lage unbekannt</translation>
    </message>
    <message>
        <source>linked</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>inverted</source>
        <translation>invertiert</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>left</source>
        <translation>links</translation>
    </message>
    <message>
        <source>right</source>
        <translation>rechts</translation>
    </message>
    <message>
        <source>both sides</source>
        <translation>beidseits</translation>
    </message>
    <message>
        <source>midline</source>
        <translation>Mittellinie</translation>
    </message>
    <message>
        <source>no contradiction in the text</source>
        <translation>kein Widerspruch im Text</translation>
    </message>
    <message>
        <source>opening</source>
        <translation>wird geöffnet</translation>
    </message>
    <message>
        <source>preparing</source>
        <translation>wird vorbereitet</translation>
    </message>
    <message>
        <source>encoding</source>
        <translation>wird kodiert</translation>
    </message>
    <message>
        <source>scoring</source>
        <translation>wird bewertet</translation>
    </message>
    <message>
        <source>searching</source>
        <translation>wird gesucht</translation>
    </message>
    <message>
        <source>reading the report</source>
        <translation>Befund wird gelesen</translation>
    </message>
    <message>
        <source>importing</source>
        <translation>wird importiert</translation>
    </message>
    <message>
        <source>opened</source>
        <translation>geöffnet</translation>
    </message>
    <message>
        <source>prepared</source>
        <translation>vorbereitet</translation>
    </message>
    <message>
        <source>encoded</source>
        <translation>kodiert</translation>
    </message>
    <message>
        <source>scored</source>
        <translation>bewertet</translation>
    </message>
    <message>
        <source>searched</source>
        <translation>gesucht</translation>
    </message>
    <message>
        <source>read</source>
        <translation>gelesen</translation>
    </message>
    <message>
        <source>in all</source>
        <translation>insgesamt</translation>
    </message>
    <message numerus="yes">
        <source>%n flags</source>
        <translation>
            <numerusform>%n Hinweis</numerusform>
            <numerusform>%n Hinweise</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open flags</source>
        <translation>
            <numerusform>%n offener Hinweis</numerusform>
            <numerusform>%n offene Hinweise</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n studies found</source>
        <translation>
            <numerusform>%n Untersuchung gefunden</numerusform>
            <numerusform>%n Untersuchungen gefunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files not usable</source>
        <translation>
            <numerusform>%n Datei unbrauchbar</numerusform>
            <numerusform>%n Dateien unbrauchbar</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n contradictions in the text</source>
        <translation>
            <numerusform>%n Widerspruch im Text</numerusform>
            <numerusform>%n Widersprüche im Text</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>second_read::ui::AskPanel</name>
    <message>
        <source>show place</source>
        <translation>Ort zeigen</translation>
    </message>
    <message>
        <source>Ask this study and the archive…</source>
        <translation>Diese Untersuchung und das Archiv fragen…</translation>
    </message>
    <message>
        <source>Ask this study and the archive</source>
        <translation>Diese Untersuchung und das Archiv fragen</translation>
    </message>
    <message>
        <source>No study is open; the archive alone is asked.</source>
        <translation>Keine Untersuchung ist offen; nur das Archiv wird gefragt.</translation>
    </message>
    <message>
        <source>asking this study…</source>
        <translation>diese Untersuchung wird gefragt…</translation>
    </message>
    <message>
        <source>No series of this study can be asked.</source>
        <translation>Keine Serie dieser Untersuchung lässt sich befragen.</translation>
    </message>
    <message>
        <source>This study: %1</source>
        <translation>Diese Untersuchung: %1</translation>
    </message>
    <message>
        <source>This study: similarity %1</source>
        <translation>Diese Untersuchung: Ähnlichkeit %1</translation>
    </message>
    <message>
        <source>%1, percentile %2 among normals, not calibrated</source>
        <translation>%1, Perzentil %2 unter Normalen, nicht kalibriert</translation>
    </message>
    <message>
        <source>%1, no percentile, not calibrated</source>
        <translation>%1, kein Perzentil, nicht kalibriert</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>No archive is chosen, so no past examinations are searched.</source>
        <translation>Kein Archiv ist gewählt, daher werden keine früheren Untersuchungen durchsucht.</translation>
    </message>
    <message>
        <source>searching the archive…</source>
        <translation>das Archiv wird durchsucht…</translation>
    </message>
    <message>
        <source>Archive: %1</source>
        <translation>Archiv: %1</translation>
    </message>
    <message>
        <source>Nothing in the archive is comparable.</source>
        <translation>Nichts im Archiv ist vergleichbar.</translation>
    </message>
    <message numerus="yes">
        <source>Past examinations: the %n nearest stand among the similar cases.</source>
        <translation>
            <numerusform>Frühere Untersuchungen: Die nächste steht bei den ähnlichen Fällen.</numerusform>
            <numerusform>Frühere Untersuchungen: Die %n nächsten stehen bei den ähnlichen Fällen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Your sentences that every study is asked (Down in the empty field)</source>
        <translation>Ihre Sätze, nach denen jede Studie gefragt wird (Abwärtspfeil im leeren Feld)</translation>
    </message>
    <message>
        <source>A kept sentence stands under the findings of every study, not calibrated</source>
        <translation>Ein gemerkter Satz steht bei jeder Studie unter den Befunden, nicht kalibriert</translation>
    </message>
    <message>
        <source>kept: %1</source>
        <translation>gemerkt: %1</translation>
    </message>
    <message>
        <source>ask no longer</source>
        <translation>nicht mehr fragen</translation>
    </message>
    <message>
        <source>ask every study</source>
        <translation>jede Studie fragen</translation>
    </message>
</context>
<context>
    <name>second_read::ui::DemoStarter</name>
    <message>
        <source>The demo cannot be built: %1 does not start (%2). Build or install the command line program.</source>
        <translation>Die Demo lässt sich nicht erzeugen: %1 startet nicht (%2). Bauen oder installieren Sie das Kommandozeilenprogramm.</translation>
    </message>
    <message>
        <source>preparing the demo</source>
        <translation>die Demo wird vorbereitet</translation>
    </message>
    <message>
        <source>The demo could not be built: %1</source>
        <translation>Die Demo ließ sich nicht erzeugen: %1</translation>
    </message>
    <message>
        <source>exit code %1</source>
        <translation>Rückgabewert %1</translation>
    </message>
    <message>
        <source>The demo has no examinations; run &quot;secondread demo&quot; to see why.</source>
        <translation>Die Demo enthält keine Untersuchungen; „secondread demo“ zeigt, warum.</translation>
    </message>
</context>
<context>
    <name>second_read::ui::EmptyPage</name>
    <message>
        <source>Open a study…</source>
        <translation>Untersuchung öffnen…</translation>
    </message>
    <message>
        <source>a DICOM or NIfTI folder; or drop folders and files here</source>
        <translation>ein Ordner mit DICOM oder NIfTI; oder Ordner und Dateien hierher ziehen</translation>
    </message>
    <message>
        <source>Open the demo</source>
        <translation>Demo öffnen</translation>
    </message>
    <message>
        <source>three examinations with reports, and 60 past ones to compare with</source>
        <translation>drei Untersuchungen mit Befunden und 60 frühere zum Vergleich</translation>
    </message>
    <message>
        <source>Choose an archive…</source>
        <translation>Archiv wählen…</translation>
    </message>
    <message>
        <source>past examinations of your department, searched for similar ones</source>
        <translation>frühere Untersuchungen Ihrer Abteilung, in denen ähnliche gesucht werden</translation>
    </message>
    <message>
        <source>Nothing is open</source>
        <translation>Nichts ist geöffnet</translation>
    </message>
    <message>
        <source>F1 lists all keys. Everything stays on this machine.</source>
        <translation>F1 zeigt alle Tasten. Alles bleibt auf diesem Rechner.</translation>
    </message>
    <message>
        <source>One moment</source>
        <translation>Einen Moment</translation>
    </message>
</context>
<context>
    <name>second_read::ui::EngineClient</name>
    <message>
        <source>The engine %1 could not be started (%2); images and report work without it. Install it beside the viewer and try again.</source>
        <translation>Die Engine %1 konnte nicht gestartet werden (%2); Bilder und Befund gehen ohne sie. Neben dem Programm installieren und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>stopped at the user&apos;s wish</source>
        <translation>auf Wunsch angehalten</translation>
    </message>
    <message>
        <source>it sent a line of more than %1 bytes</source>
        <translation>sie hat eine Zeile von mehr als %1 Bytes geschickt</translation>
    </message>
    <message>
        <source>it does not speak the engine&apos;s protocol</source>
        <translation>sie spricht das Protokoll der Engine nicht</translation>
    </message>
    <message>
        <source>The engine cannot work: %1</source>
        <translation>Die Engine kann nicht arbeiten: %1</translation>
    </message>
    <message>
        <source>signal %1</source>
        <translation>Signal %1</translation>
    </message>
    <message>
        <source>exit code %1</source>
        <translation>Rückgabewert %1</translation>
    </message>
    <message>
        <source>The engine refused to start: %1</source>
        <translation>Die Engine hat den Start verweigert: %1</translation>
    </message>
    <message>
        <source>The engine ended %1 times within a minute, last by %2; images and report work without it. Try again, or start &quot;secondread engine&quot; by hand to see why.</source>
        <translation>Die Engine endete %1-mal innerhalb einer Minute, zuletzt durch %2; Bilder und Befund gehen ohne sie. Noch einmal versuchen, oder „secondread engine“ von Hand starten, um den Grund zu sehen.</translation>
    </message>
    <message>
        <source>The engine ended (%1) and is being started again.</source>
        <translation>Die Engine endete (%1) und wird neu gestartet.</translation>
    </message>
    <message>
        <source>it did not load its pack in time</source>
        <translation>sie hat ihr Paket nicht rechtzeitig geladen</translation>
    </message>
    <message>
        <source>it did not stop when asked to</source>
        <translation>sie hielt nicht an, als sie sollte</translation>
    </message>
    <message>
        <source>it stopped answering</source>
        <translation>sie antwortete nicht mehr</translation>
    </message>
</context>
<context>
    <name>second_read::ui::EvidenceDelegate</name>
    <message>
        <source>%1; images %2</source>
        <translation>%1; Bilder %2</translation>
    </message>
    <message>
        <source>affirmed</source>
        <translation>bejaht</translation>
    </message>
    <message>
        <source>affirmed %1</source>
        <translation>bejaht %1</translation>
    </message>
    <message>
        <source>possible</source>
        <translation>möglich</translation>
    </message>
    <message>
        <source>possible %1</source>
        <translation>möglich %1</translation>
    </message>
    <message>
        <source>in the past</source>
        <translation>früher</translation>
    </message>
    <message>
        <source>denied</source>
        <translation>verneint</translation>
    </message>
    <message>
        <source>not mentioned</source>
        <translation>nicht erwähnt</translation>
    </message>
    <message>
        <source>reduced confidence</source>
        <translation>eingeschränkt sicher</translation>
    </message>
    <message>
        <source>reduced confidence: no %1</source>
        <translation>eingeschränkt sicher: ohne %1</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1: not evaluable, %2</source>
        <translation>%1: nicht beurteilbar, %2</translation>
    </message>
    <message>
        <source>not calibrated</source>
        <translation>nicht kalibriert</translation>
    </message>
    <message>
        <source>no series can be asked</source>
        <translation>keine Serie kann gefragt werden</translation>
    </message>
</context>
<context>
    <name>second_read::ui::EvidencePanel</name>
    <message>
        <source>Evidence</source>
        <translation>Bildbefunde</translation>
    </message>
    <message>
        <source>Analyse again</source>
        <translation>Erneut auswerten</translation>
    </message>
    <message>
        <source>read first</source>
        <translation>erst lesen</translation>
    </message>
    <message>
        <source>Scores and flags stay hidden until the report has an impression: a wrong hint raises misses.</source>
        <translation>Werte und Hinweise bleiben verborgen, bis der Befund eine Beurteilung hat: Ein falscher Hinweis führt zu mehr Übersehenem.</translation>
    </message>
    <message>
        <source>waiting for the engine</source>
        <translation>wartet auf das Rechenprogramm</translation>
    </message>
    <message>
        <source>%1 · %2 s</source>
        <translation>%1 · %2 s</translation>
    </message>
    <message>
        <source>Open a study: what the images say stands here.</source>
        <translation>Untersuchung öffnen: Hier steht, was die Bilder sagen.</translation>
    </message>
    <message>
        <source>Not analysed yet.</source>
        <translation>Noch nicht ausgewertet.</translation>
    </message>
    <message>
        <source>Read first: the evidence is shown once the report has an impression.</source>
        <translation>Erst lesen: Die Bildbefunde erscheinen, sobald der Befund eine Beurteilung hat.</translation>
    </message>
    <message>
        <source>Nothing is said about this study: %1</source>
        <translation>Zu dieser Untersuchung wird nichts gesagt: %1</translation>
    </message>
    <message>
        <source>not calibrated</source>
        <translation>nicht kalibriert</translation>
    </message>
    <message>
        <source>percentile among %1</source>
        <translation>Perzentil unter %1</translation>
    </message>
    <message>
        <source>Anything abnormal at all: percentile %1</source>
        <translation>Überhaupt etwas auffällig: Perzentil %1</translation>
    </message>
    <message>
        <source>not evaluable: %1</source>
        <translation>nicht beurteilbar: %1</translation>
    </message>
    <message>
        <source>percentile %1</source>
        <translation>Perzentil %1</translation>
    </message>
    <message>
        <source>percentile %1 among %2</source>
        <translation>Perzentil %1 unter %2</translation>
    </message>
    <message>
        <source>probability %1</source>
        <translation>Wahrscheinlichkeit %1</translation>
    </message>
    <message>
        <source>similarity %1</source>
        <translation>Ähnlichkeit %1</translation>
    </message>
    <message>
        <source>a silent report is flagged from percentile %1 on</source>
        <translation>ein schweigender Befund wird ab Perzentil %1 gemeldet</translation>
    </message>
    <message>
        <source>reduced confidence: no %1</source>
        <translation>eingeschränkt sicher: ohne %1</translation>
    </message>
    <message>
        <source>report: %1</source>
        <translation>Befund: %1</translation>
    </message>
    <message>
        <source>bar: percentile among normals</source>
        <translation>Balken: Perzentil unter Normalen</translation>
    </message>
    <message>
        <source>tick: a silent report is flagged from here on</source>
        <translation>Strich: ab hier wird ein schweigender Befund angezeigt</translation>
    </message>
    <message>
        <source>hollow: reduced confidence, no %1</source>
        <translation>hohl: eingeschränkt, ohne %1</translation>
    </message>
    <message numerus="yes">
        <source>▾ %n more</source>
        <translation>
            <numerusform>▾ %n weiterer</numerusform>
            <numerusform>▾ %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>your own sentence, not calibrated</source>
        <translation>Ihr eigener Satz, nicht kalibriert</translation>
    </message>
    <message>
        <source>your own sentence: no series can be asked</source>
        <translation>Ihr eigener Satz: keine Serie kann gefragt werden</translation>
    </message>
</context>
<context>
    <name>second_read::ui::FlagDelegate</name>
    <message>
        <source>fewer than 1 in 10 such flags are right</source>
        <translation>weniger als 1 von 10 solchen Hinweisen stimmt</translation>
    </message>
    <message>
        <source>%1 in 10 such flags are right</source>
        <translation>%1 von 10 solchen Hinweisen stimmen</translation>
    </message>
    <message>
        <source>%1 slice %2</source>
        <translation>%1 Schicht %2</translation>
    </message>
    <message>
        <source>in the text itself</source>
        <translation>im Text selbst</translation>
    </message>
    <message>
        <source>✓ accepted: %1</source>
        <translation>✓ angenommen: %1</translation>
    </message>
    <message>
        <source>dismissed: %1</source>
        <translation>verworfen: %1</translation>
    </message>
    <message>
        <source>F8 next, A accept, D dismiss</source>
        <translation>F8 nächster, A annehmen, D verwerfen</translation>
    </message>
    <message>
        <source>Alt+A accept, Alt+D dismiss</source>
        <translation>Alt+A annehmen, Alt+D verwerfen</translation>
    </message>
    <message>
        <source>F8</source>
        <translation>F8</translation>
    </message>
</context>
<context>
    <name>second_read::ui::HelpPage</name>
    <message>
        <source>Bar and number</source>
        <translation>Balken und Zahl</translation>
    </message>
    <message>
        <source>The percentile of this study among normal examinations, for this finding alone: 95 means that 95 of 100 normals look less like it. It is no probability; that stands in the row&apos;s tip. The panel&apos;s head says which normals.</source>
        <translation>Das Perzentil dieser Untersuchung unter normalen, für diesen Bildbefund allein: 95 heißt, dass 95 von 100 normalen weniger danach aussehen. Es ist keine Wahrscheinlichkeit; diese steht im Hinweistext der Zeile. Der Kopf des Bereichs sagt, welche Normalen.</translation>
    </message>
    <message>
        <source>Tick in the bar</source>
        <translation>Strich im Balken</translation>
    </message>
    <message>
        <source>Hollow bar</source>
        <translation>Hohler Balken</translation>
    </message>
    <message>
        <source>A sequence that would help is missing. &quot;Not evaluable&quot;: one that is needed is missing; this is never a no.</source>
        <translation>Eine Sequenz, die helfen würde, fehlt. „Nicht beurteilbar“: eine nötige fehlt; das ist nie ein Nein.</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Images and report disagree, or the report contradicts itself. It says how many of 10 such flags were right. F8 leads there; A accepts, D dismisses (while writing: Alt+A, Alt+D), the same key again takes it back; Enter shows the place. No flag does not mean that nothing was missed.</source>
        <translation>Bilder und Befund widersprechen sich, oder der Befund sich selbst. Es steht dabei, wie viele von 10 solchen Hinweisen richtig waren. F8 führt hin; A nimmt an, D verwirft (beim Schreiben: Alt+A, Alt+D), dieselbe Taste noch einmal nimmt es zurück; Eingabe zeigt den Ort. Kein Hinweis heißt nicht, dass nichts übersehen wurde.</translation>
    </message>
    <message>
        <source>Words underlined</source>
        <translation>Unterstrichene Wörter</translation>
    </message>
    <message>
        <source>What the reader of reports understood: findings affirmed, denied, hedged, with their side. An amber line marks the words that a flag speaks of.</source>
        <translation>Was aus dem Befundtext verstanden wurde: bejaht, verneint, vermutet, mit Seite. Eine gelbe Linie zeigt die Wörter, von denen ein Hinweis spricht.</translation>
    </message>
    <message>
        <source>Blue ring</source>
        <translation>Blauer Ring</translation>
    </message>
    <message>
        <source>The place that speaks most for the finding, not its outline. It fades away from its slice.</source>
        <translation>Der Ort, der am meisten dafür spricht, nicht der Umriss. Er verblasst abseits seiner Schicht.</translation>
    </message>
    <message>
        <source>Read first</source>
        <translation>Erst lesen</translation>
    </message>
    <message>
        <source>Hides evidence and flags until the report has an impression: a wrong hint raises misses.</source>
        <translation>Verbirgt Bildbefunde und Hinweise, bis der Befund eine Beurteilung hat: ein falscher Wink lässt mehr übersehen.</translation>
    </message>
    <message>
        <source>Similar examinations</source>
        <translation>Ähnliche Untersuchungen</translation>
    </message>
    <message>
        <source>Those of your archive whose images or reports are nearest; the number is a cosine, to be compared within the row only. The sentence is from their own report.</source>
        <translation>Die aus Ihrem Archiv, deren Bilder oder Befunde am nächsten liegen; die Zahl ist ein Kosinus und nur innerhalb der Reihe vergleichbar. Der Satz stammt aus ihrem eigenen Befund.</translation>
    </message>
    <message>
        <source>Kept by itself</source>
        <translation>Von selbst gesichert</translation>
    </message>
    <message>
        <source>Drafts within two seconds, decisions at once, the worklist and what stood on the screen. Images are never copied or changed; nothing leaves this machine.</source>
        <translation>Entwürfe binnen zwei Sekunden, Entscheidungen sofort, die Arbeitsliste und was auf dem Schirm stand. Bilder werden nie kopiert oder verändert; nichts verlässt diesen Rechner.</translation>
    </message>
    <message>
        <source>Images and viewports</source>
        <translation>Bilder und Ansichten</translation>
    </message>
    <message>
        <source>Series, studies, cases</source>
        <translation>Serien, Untersuchungen, Fälle</translation>
    </message>
    <message>
        <source>Mouse modes and window</source>
        <translation>Mausmodi und Fensterung</translation>
    </message>
    <message>
        <source>Evidence and report</source>
        <translation>Bildbefunde und Befundtext</translation>
    </message>
    <message>
        <source>Files and window</source>
        <translation>Dateien und Fenster</translation>
    </message>
    <message>
        <source>wheel</source>
        <translation>Rad</translation>
    </message>
    <message>
        <source>Scroll what is under the pointer, no click first</source>
        <translation>Blättern, was unter dem Zeiger liegt, ohne Klick</translation>
    </message>
    <message>
        <source>drag</source>
        <translation>Ziehen</translation>
    </message>
    <message>
        <source>What the mouse mode says, at first window and level</source>
        <translation>Was der Mausmodus sagt, zuerst die Fensterung</translation>
    </message>
    <message>
        <source>right drag, Ctrl+wheel</source>
        <translation>rechts ziehen, Strg+Rad</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>middle drag</source>
        <translation>mit der mittleren Taste ziehen</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Ctrl while dragging</source>
        <translation>Strg beim Ziehen</translation>
    </message>
    <message>
        <source>Four times as fast</source>
        <translation>Viermal so schnell</translation>
    </message>
    <message>
        <source>double click</source>
        <translation>Doppelklick</translation>
    </message>
    <message>
        <source>One viewport alone, and back</source>
        <translation>Eine Ansicht allein, und zurück</translation>
    </message>
    <message>
        <source>drag a series</source>
        <translation>eine Serie ziehen</translation>
    </message>
    <message>
        <source>Show it in a viewport; so do Enter and a double click</source>
        <translation>In einer Ansicht zeigen; so auch Eingabe und Doppelklick</translation>
    </message>
    <message>
        <source>drop files</source>
        <translation>Dateien fallen lassen</translation>
    </message>
    <message>
        <source>Open them; further ones join the worklist</source>
        <translation>Öffnen; weitere kommen in die Arbeitsliste</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>Maus</translation>
    </message>
    <message>
        <source>How to read the window, and its keys</source>
        <translation>Wie das Fenster zu lesen ist, und seine Tasten</translation>
    </message>
    <message>
        <source>F1 or Esc puts this away. Keys are Weasis&apos;s where it has one (IHE Basic Image Review).</source>
        <translation>F1 oder Esc legt dies weg. Die Tasten sind die von Weasis, wo es eine hat (IHE Basic Image Review).</translation>
    </message>
    <message>
        <source>Second Read %1 · Apache-2.0 licence · Decision support for research: it proposes, shows where and why, and says when it cannot tell. Research use only. Not a medical device.</source>
        <translation>Second Read %1 · Apache-2.0-Lizenz · Entscheidungshilfe für die Forschung: sie schlägt vor, zeigt wo und warum, und sagt, wenn sie nichts sagen kann. Nur für die Forschung. Kein Medizinprodukt.</translation>
    </message>
    <message>
        <source>From here on a report that is silent about the finding is flagged. No tick: reports mention this finding too unreliably, or the evidence is too weak, so silence is never flagged.</source>
        <translation>Ab hier wird ein Befund, der davon schweigt, angezeigt. Kein Strich: Befunde erwähnen es zu unzuverlässig, oder die Bilder sagen zu wenig; Schweigen wird dann nie angezeigt.</translation>
    </message>
</context>
<context>
    <name>second_read::ui::MainWindow</name>
    <message>
        <source>opening</source>
        <translation>wird geöffnet</translation>
    </message>
    <message>
        <source>The place cannot be shown: its series is not among those that are open.</source>
        <translation>Der Ort lässt sich nicht zeigen: Seine Serie gehört nicht zu den geöffneten.</translation>
    </message>
    <message>
        <source>Research use only. Not a medical device.</source>
        <translation>Nur für Forschung. Kein Medizinprodukt. Research use only. Not a medical device.</translation>
    </message>
    <message>
        <source>Second Read. %1</source>
        <translation>Second Read. %1</translation>
    </message>
    <message>
        <source>%1. Second Read. %2</source>
        <comment>patient, then the notice</comment>
        <translation>%1. Second Read. %2</translation>
    </message>
    <message>
        <source>window</source>
        <translation>Fensterung</translation>
    </message>
    <message>
        <source>zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>pan</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>scroll</source>
        <translation>Blättern</translation>
    </message>
    <message>
        <source>distance</source>
        <translation>Strecke</translation>
    </message>
    <message>
        <source>crosshair</source>
        <translation>Fadenkreuz</translation>
    </message>
    <message>
        <source>Open a study: choose its folder</source>
        <translation>Untersuchung öffnen: Ordner wählen</translation>
    </message>
    <message>
        <source>Open a DICOM, DICOMDIR or NIfTI file</source>
        <translation>DICOM-, DICOMDIR- oder NIfTI-Datei öffnen</translation>
    </message>
    <message>
        <source>Only files and folders of this machine can be opened; save it here first.</source>
        <translation>Nur Dateien und Ordner dieses Rechners lassen sich öffnen; bitte zuerst hier speichern.</translation>
    </message>
    <message>
        <source>The picture cannot be written to %1; choose another place.</source>
        <translation>Das Bild lässt sich nicht nach %1 schreiben; wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
</context>
<context>
    <name>second_read::ui::NoticeLine</name>
    <message>
        <source>hide</source>
        <translation>ausblenden</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiterer</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>%1  (%2 more: click)</source>
        <comment>first sentence, number of further ones</comment>
        <translation>%1  (%2 weitere: klicken)</translation>
    </message>
</context>
<context>
    <name>second_read::ui::ReportEditor</name>
    <message>
        <source>Report text</source>
        <translation>Befundtext</translation>
    </message>
</context>
<context>
    <name>second_read::ui::ReportPanel</name>
    <message>
        <source>Provisional report</source>
        <translation>Vorläufiger Befund</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Text checks</source>
        <translation>Textprüfung</translation>
    </message>
    <message>
        <source>No report yet: dictate or type. Flags follow as you write.</source>
        <translation>Noch kein Befund: diktieren oder tippen. Die Hinweise folgen dem Text.</translation>
    </message>
    <message>
        <source>Report, signed</source>
        <translation>Befund, signiert</translation>
    </message>
    <message>
        <source>Final report</source>
        <translation>Endgültiger Befund</translation>
    </message>
    <message>
        <source>Take that back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>It does belong to this patient: compare it</source>
        <translation>Er gehört doch zu diesem Patienten: vergleichen</translation>
    </message>
    <message>
        <source>Not saved, tried again every few seconds: %1</source>
        <translation>Nicht gespeichert, wird alle paar Sekunden erneut versucht: %1</translation>
    </message>
    <message>
        <source>Read first: flags are shown once the report has an impression.</source>
        <translation>Erst lesen: Hinweise erscheinen, sobald der Befund eine Beurteilung hat.</translation>
    </message>
    <message>
        <source>no text yet</source>
        <translation>noch kein Text</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>contradictions, open flags</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>open again</source>
        <translation>wieder öffnen</translation>
    </message>
    <message>
        <source>saving…</source>
        <translation>wird gespeichert…</translation>
    </message>
    <message>
        <source>draft saved</source>
        <translation>Entwurf gespeichert</translation>
    </message>
    <message>
        <source>draft saved %1</source>
        <translation>Entwurf gespeichert %1</translation>
    </message>
    <message>
        <source>no report found</source>
        <translation>kein Befund gefunden</translation>
    </message>
    <message>
        <source>name %1, the study %2</source>
        <translation>Name %1, die Untersuchung %2</translation>
    </message>
    <message>
        <source>number %1, the study %2</source>
        <translation>Nummer %1, die Untersuchung %2</translation>
    </message>
    <message>
        <source>sex %1, the study %2</source>
        <translation>Geschlecht %1, die Untersuchung %2</translation>
    </message>
    <message>
        <source>age %1, the study %2</source>
        <translation>Alter %1, die Untersuchung %2</translation>
    </message>
    <message>
        <source>This report states another patient (%1). It is compared with the images because you said so.</source>
        <translation>Dieser Befund nennt einen anderen Patienten (%1). Er wird mit den Bildern verglichen, weil Sie es so wollten.</translation>
    </message>
    <message>
        <source>This report states another patient: %1. It is not compared with the images.</source>
        <translation>Dieser Befund nennt einen anderen Patienten: %1. Er wird nicht mit den Bildern verglichen.</translation>
    </message>
    <message>
        <source>accepted; A takes it back</source>
        <translation>angenommen; A nimmt es zurück</translation>
    </message>
    <message>
        <source>dismissed; D takes it back</source>
        <translation>verworfen; D nimmt es zurück</translation>
    </message>
    <message>
        <source>sign  Ctrl+Shift+Enter</source>
        <translation>signieren  Strg+Umschalt+Eingabe</translation>
    </message>
</context>
<context>
    <name>second_read::ui::SeriesModel</name>
    <message>
        <source>%1 × %2 × %3, %4</source>
        <translation>%1 × %2 × %3, %4</translation>
    </message>
</context>
<context>
    <name>second_read::ui::SeriesPanel</name>
    <message>
        <source>Series</source>
        <translation>Serien</translation>
    </message>
    <message>
        <source>%1 of %2 loaded</source>
        <translation>%1 von %2 geladen</translation>
    </message>
</context>
<context>
    <name>second_read::ui::SimilarDelegate</name>
    <message>
        <source>similar case</source>
        <translation>ähnlicher Fall</translation>
    </message>
    <message>
        <source>no report</source>
        <translation>kein Befund</translation>
    </message>
</context>
<context>
    <name>second_read::ui::SimilarPanel</name>
    <message>
        <source>Similar past examinations</source>
        <translation>Ähnliche frühere Untersuchungen</translation>
    </message>
    <message>
        <source>this study</source>
        <translation>diese Untersuchung</translation>
    </message>
    <message>
        <source>import…</source>
        <translation>importieren…</translation>
    </message>
    <message>
        <source>archive…</source>
        <translation>Archiv…</translation>
    </message>
    <message>
        <source>Back to what looks like the open study</source>
        <translation>Zurück zu dem, was der offenen Untersuchung ähnelt</translation>
    </message>
    <message>
        <source>Imports studies and their reports from a folder into the archive</source>
        <translation>Importiert Untersuchungen und ihre Befunde aus einem Ordner in das Archiv</translation>
    </message>
    <message>
        <source>Chooses the archive&apos;s folder</source>
        <translation>Wählt den Ordner des Archivs</translation>
    </message>
    <message>
        <source>Choose the archive&apos;s folder, or an empty one for a new archive</source>
        <translation>Ordner des Archivs wählen, oder einen leeren für ein neues</translation>
    </message>
    <message>
        <source>Import studies and reports from a folder</source>
        <translation>Untersuchungen und Befunde aus einem Ordner importieren</translation>
    </message>
    <message>
        <source>No archive is chosen. Past examinations with their reports live in a folder: choose one, or an empty folder and import studies into it.</source>
        <translation>Kein Archiv ist gewählt. Frühere Untersuchungen mit ihren Befunden liegen in einem Ordner: Wählen Sie einen, oder einen leeren und importieren Sie Untersuchungen.</translation>
    </message>
    <message>
        <source>The archive is empty: import studies and their reports.</source>
        <translation>Das Archiv ist leer: Importieren Sie Untersuchungen und ihre Befunde.</translation>
    </message>
    <message>
        <source>Open a study, or ask the archive a sentence (Ctrl+K).</source>
        <translation>Öffnen Sie eine Untersuchung, oder fragen Sie das Archiv mit einem Satz (Strg+K).</translation>
    </message>
    <message>
        <source>searching…</source>
        <translation>wird gesucht…</translation>
    </message>
    <message>
        <source>Nothing in the archive is comparable.</source>
        <translation>Nichts im Archiv ist vergleichbar.</translation>
    </message>
    <message>
        <source>importing %1 %</source>
        <translation>Import %1 %</translation>
    </message>
    <message>
        <source>choose an archive to import into first</source>
        <translation>zuerst ein Archiv wählen, in das importiert wird</translation>
    </message>
    <message>
        <source>import stopped; what was imported stays</source>
        <translation>Import angehalten; das Importierte bleibt</translation>
    </message>
    <message>
        <source>%1 imported, %2 updated, %3 unchanged</source>
        <translation>%1 importiert, %2 erneuert, %3 unverändert</translation>
    </message>
    <message>
        <source>%1 failed, first %2</source>
        <translation>%1 misslungen, zuerst %2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>same patient left out</source>
        <translation>derselbe Patient ausgelassen</translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>„%1“</translation>
    </message>
    <message>
        <source>Similar past examinations · %1</source>
        <translation>Ähnliche frühere Untersuchungen · %1</translation>
    </message>
    <message>
        <source>stop</source>
        <translation>anhalten</translation>
    </message>
    <message>
        <source>Import studies…</source>
        <translation>Untersuchungen importieren…</translation>
    </message>
    <message>
        <source>Choose an archive…</source>
        <translation>Archiv wählen…</translation>
    </message>
    <message>
        <source>similarity %1: %2</source>
        <translation>Ähnlichkeit %1: %2</translation>
    </message>
    <message>
        <source>similarity (cosine) %1</source>
        <translation>Ähnlichkeit (Kosinus) %1</translation>
    </message>
    <message>
        <source>The archive does not say where its images are.</source>
        <translation>Das Archiv sagt nicht, wo seine Bilder liegen.</translation>
    </message>
    <message>
        <source>Whether other examinations of the same patient, and near-duplicates of this study, stand among the similar ones</source>
        <translation>Ob andere Untersuchungen desselben Patienten und Beinahe-Duplikate dieser Studie unter den ähnlichen stehen</translation>
    </message>
    <message>
        <source>same patient included</source>
        <translation>derselbe Patient eingeschlossen</translation>
    </message>
    <message>
        <source>leave same patient out</source>
        <translation>denselben Patienten auslassen</translation>
    </message>
    <message>
        <source>include same patient</source>
        <translation>denselben Patienten einschließen</translation>
    </message>
</context>
<context>
    <name>second_read::ui::SliceView</name>
    <message>
        <source>The images need OpenGL 3.2; this display offers %1.%2. Start with LIBGL_ALWAYS_SOFTWARE=1.</source>
        <translation>Die Bilder brauchen OpenGL 3.2; diese Anzeige bietet %1.%2. Starten Sie mit LIBGL_ALWAYS_SOFTWARE=1.</translation>
    </message>
</context>
<context>
    <name>second_read::ui::StatusPanel</name>
    <message>
        <source>cancel  Ctrl+.</source>
        <translation>abbrechen  Strg+.</translation>
    </message>
    <message>
        <source>try again</source>
        <translation>erneut versuchen</translation>
    </message>
    <message>
        <source>F1 keys</source>
        <translation>F1 Tasten</translation>
    </message>
    <message>
        <source>engine starting</source>
        <translation>Rechenprogramm startet</translation>
    </message>
    <message>
        <source>engine restarting: %1</source>
        <translation>Rechenprogramm startet neu: %1</translation>
    </message>
    <message>
        <source>engine ready</source>
        <translation>Rechenprogramm bereit</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>pack and its version</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>waiting for the engine</source>
        <translation>wartet auf das Rechenprogramm</translation>
    </message>
    <message>
        <source>%1 · %2 s</source>
        <translation>%1 · %2 s</translation>
    </message>
    <message>
        <source>%1 %2 s</source>
        <translation>%1 %2 s</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>no archive</source>
        <translation>kein Archiv</translation>
    </message>
    <message>
        <source>archive: %1, %2</source>
        <translation>Archiv: %1, %2</translation>
    </message>
</context>
<context>
    <name>second_read::ui::TopBar</name>
    <message>
        <source>Research use only. Not a medical device.</source>
        <translation>Nur für Forschung. Kein Medizinprodukt. Research use only. Not a medical device.</translation>
    </message>
</context>
<context>
    <name>second_read::ui::ViewportOverlay</name>
    <message>
        <source>Not this case: %1</source>
        <translation>Nicht dieser Fall: %1</translation>
    </message>
</context>
<context>
    <name>second_read::ui::WorklistDelegate</name>
    <message>
        <source>unnamed study</source>
        <translation>Untersuchung ohne Namen</translation>
    </message>
    <message>
        <source>signed</source>
        <translation>signiert</translation>
    </message>
    <message>
        <source>no date</source>
        <translation>kein Datum</translation>
    </message>
    <message>
        <source>analysing</source>
        <translation>wird ausgewertet</translation>
    </message>
</context>
<context>
    <name>second_read::ui::WorklistPanel</name>
    <message>
        <source>Worklist</source>
        <translation>Arbeitsliste</translation>
    </message>
    <message>
        <source>Filter: name, number, date, description</source>
        <translation>Filter: Name, Nummer, Datum, Beschreibung</translation>
    </message>
    <message>
        <source>Add all studies under a folder</source>
        <translation>Alle Untersuchungen eines Ordners aufnehmen</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>studies, flags</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>stop</source>
        <translation>anhalten</translation>
    </message>
    <message>
        <source>scan…</source>
        <translation>durchsuchen…</translation>
    </message>
    <message>
        <source>Stops looking through the folder</source>
        <translation>Bricht das Durchsuchen des Ordners ab</translation>
    </message>
    <message>
        <source>Adds all studies under a folder; images stay where they are</source>
        <translation>Nimmt alle Untersuchungen eines Ordners auf; die Bilder bleiben, wo sie sind</translation>
    </message>
    <message>
        <source>No studies yet. Open one (Ctrl+O), drop a folder on the window, or scan a folder for all of them.</source>
        <translation>Noch keine Untersuchungen. Öffnen Sie eine (Strg+O), ziehen Sie einen Ordner auf das Fenster, oder durchsuchen Sie einen Ordner nach allen.</translation>
    </message>
    <message>
        <source>Nothing matches the filter.</source>
        <translation>Nichts passt zum Filter.</translation>
    </message>
    <message>
        <source>looking for studies…</source>
        <translation>Untersuchungen werden gesucht…</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>studies found, files not usable</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>analysing</source>
        <translation>wird ausgewertet</translation>
    </message>
    <message>
        <source>abnormality at percentile %1 among normals</source>
        <translation>Auffälligkeit bei Perzentil %1 unter Normalen</translation>
    </message>
</context>
</TS>
