<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="de_DE">
<context>
    <name>Account</name>
    <message>
        <source>Konto: {login}</source>
        <translation>Konto: {login}</translation>
    </message>
</context>
<context>
    <name>ActivationView</name>
    <message>
        <source>Schritt {number} von {count}</source>
        <translation>Schritt {number} von {count}</translation>
    </message>
    <message>
        <source>Einen Moment bitte</source>
        <translation>Bitte warten Sie kurz</translation>
    </message>
    <message>
        <source>Die App prüft, ob sie Ihren Zugang hier sicher aufbewahren kann.</source>
        <translation>Die App prüft Ihren Computer.
Die App sucht einen sicheren Platz für Ihren Schlüssel.</translation>
    </message>
    <message>
        <source>Hier fehlt noch etwas</source>
        <translation>Hier fehlt noch etwas</translation>
    </message>
    <message>
        <source>Ihr Aktivierungscode bleibt bis dahin unbenutzt.</source>
        <translation>Ihr Aktivierungs-Code ist noch nicht verbraucht.</translation>
    </message>
    <message>
        <source>Zurück</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Die Aktivierung ist unterbrochen</source>
        <translation>Die App ist noch nicht bereit</translation>
    </message>
    <message>
        <source>Anderen Code eingeben</source>
        <translation>Anderen Code eingeben</translation>
    </message>
    <message>
        <source>Die Aktivierung wird fortgesetzt</source>
        <translation>Die App macht weiter</translation>
    </message>
    <message>
        <source>Die App öffnet {keyring} und fragt beim Portal nach, wie weit sie gekommen war.</source>
        <translation>Die App öffnet {keyring}.
Danach fragt die App beim Portal nach:
Wie weit war die App schon?</translation>
    </message>
    <message>
        <source>Fragt dieser Computer nach einem Kennwort, geben Sie es bitte ein.</source>
        <translation>Fragt der Computer nach einem Kennwort?
Dann geben Sie das Kennwort bitte ein.</translation>
    </message>
    <message>
        <source>Später fortsetzen</source>
        <translation>Später weiter machen</translation>
    </message>
    <message>
        <source>Es ist nichts verloren. Mit „Erneut versuchen“ geht es genau hier weiter.</source>
        <translation>Alles ist noch da.
Drücken Sie „Noch einmal versuchen“.
Dann geht es hier weiter.</translation>
    </message>
</context>
<context>
    <name>CardPage</name>
    <message>
        <source>{number} von {count}</source>
        <translation>{number} von {count}</translation>
    </message>
    <message>
        <source>So melden Sie sich künftig an</source>
        <translation>So melden Sie sich an</translation>
    </message>
    <message>
        <source>Im Browser geben Sie Ihren Benutzernamen ein. Die App zeigt die Anmeldung, und Sie geben sie mit Ihrem PIN‑Code frei. Danach geht es im Browser weiter.</source>
        <translation>Schreiben Sie im Browser Ihren Benutzer-Namen.
Dann zeigt die App Ihre Anmeldung.
Schreiben Sie in der App Ihren PIN‑Code.
Dann geht es im Browser weiter.</translation>
    </message>
    <message>
        <source>Das brauchen Sie jetzt</source>
        <translation>Das brauchen Sie jetzt</translation>
    </message>
    <message>
        <source>Ihren Benutzernamen und einen Aktivierungscode aus 8 Ziffern. Beides zeigt das Portal in Ihrem Browser. Lassen Sie die Seite offen.</source>
        <translation>Ihren Benutzer-Namen.
Und den Aktivierungs-Code mit 8 Ziffern.
Das Portal zeigt beides im Browser.
Lassen Sie die Seite im Browser offen.</translation>
    </message>
    <message>
        <source>Ihr PIN‑Code gehört nur Ihnen</source>
        <translation>Ihr PIN‑Code gehört nur Ihnen</translation>
    </message>
    <message>
        <source>Sie wählen gleich 6 Ziffern. Damit geben Sie jede Anmeldung in der App frei. Die AOK fragt nie danach, auch nicht am Telefon.</source>
        <translation>Sie wählen gleich 6 Ziffern.
Das ist Ihr PIN‑Code.
Den PIN‑Code brauchen Sie bei jeder Anmeldung.
Die AOK fragt nie nach dem PIN‑Code.
Auch nicht am Telefon.</translation>
    </message>
    <message>
        <source>Weiter</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Überspringen</source>
        <translation>Überspringen</translation>
    </message>
</context>
<context>
    <name>CheckButton</name>
    <message>
        <source>Verbindung prüfen</source>
        <translation>Verbindung prüfen</translation>
    </message>
</context>
<context>
    <name>ChoosePinPage</name>
    <message>
        <source>PIN‑Code festlegen</source>
        <translation>Wählen Sie Ihren PIN‑Code</translation>
    </message>
    <message>
        <source>Wählen Sie 6 Ziffern, die nur Sie kennen. Die App fragt bei jeder Anmeldung danach, die AOK am Telefon nie.</source>
        <translation>Ein PIN‑Code ist eine geheime Zahl.
Denken Sie sich 6 Ziffern aus.
Sie brauchen den PIN‑Code bei jeder Anmeldung.
Sagen Sie den PIN‑Code niemandem, auch nicht am Telefon.</translation>
    </message>
    <message>
        <source>PIN‑Code:</source>
        <translation>PIN‑Code:</translation>
    </message>
    <message>
        <source>PIN‑Code wiederholen:</source>
        <translation>PIN‑Code noch einmal:</translation>
    </message>
    <message>
        <source>Aktivieren</source>
        <translation>App bereit machen</translation>
    </message>
    <message>
        <source>Möglich, sobald beide PIN‑Codes gleich und sicher sind</source>
        <translation>Das geht erst mit 2 gleichen PIN‑Codes.</translation>
    </message>
    <message>
        <source>Zurück</source>
        <translation>Zurück</translation>
    </message>
</context>
<context>
    <name>CodeField</name>
    <message>
        <source>Bitte geben Sie alle 8 Ziffern des Aktivierungscodes ein.</source>
        <translation>Der Code ist noch nicht fertig.
Bitte schreiben Sie alle 8 Ziffern.</translation>
    </message>
    <message>
        <source>8 Ziffern – vollständig.</source>
        <translation>Gut.
Das sind 8 Ziffern.</translation>
    </message>
    <message>
        <source>Hier stehen mehrere Zahlen. Bitte lassen Sie nur den Code stehen.</source>
        <translation>Hier stehen mehrere Zahlen.
Lassen Sie nur den Code stehen.</translation>
    </message>
    <message>
        <source>Der Aktivierungscode besteht nur aus Ziffern.</source>
        <translation>Der Code hat nur Ziffern.
Der Code hat keine Buchstaben.</translation>
    </message>
    <message>
        <source>8 Ziffern, zum Beispiel 1054 2963</source>
        <translation>8 Ziffern, wie 1054 2963</translation>
    </message>
    <message>
        <source>Das sind mehr als 8 Ziffern.</source>
        <translation>Das sind zu viele Ziffern.
Der Code hat nur 8 Ziffern.</translation>
    </message>
    <message>
        <source>Das sieht aus wie ein Datum oder eine Telefonnummer, nicht wie der Code.</source>
        <translation>Das ist wohl ein Datum oder eine Telefon-Nummer.
Das ist nicht der Code.</translation>
    </message>
    <message>
        <source>Noch 1 Ziffer.</source>
        <translation>Noch 1 Ziffer.</translation>
    </message>
    <message>
        <source>Noch {count} Ziffern.</source>
        <translation>Noch {count} Ziffern.</translation>
    </message>
</context>
<context>
    <name>CodePage</name>
    <message>
        <source>Aktivierungscode eingeben</source>
        <translation>Schreiben Sie den Aktivierungs-Code</translation>
    </message>
    <message>
        <source>Hinweis</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Den Code zeigt das Portal in Ihrem Browser.</source>
        <translation>Den Code sehen Sie im Browser.</translation>
    </message>
    <message>
        <source>Er gilt 10 Minuten. Danach holen Sie dort einen neuen.</source>
        <translation>Der Code gilt 10 Minuten.
Danach holen Sie dort einen neuen Code.</translation>
    </message>
    <message>
        <source>Aktivierungscode:</source>
        <translation>Aktivierungs-Code:</translation>
    </message>
    <message>
        <source>Zurück</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>zum Beispiel max.mustermann@abc.de</source>
        <translation>zum Beispiel max.mustermann@abc.de</translation>
    </message>
    <message>
        <source>Benutzername / E‑Mail Adresse:</source>
        <translation>Benutzer-Name oder E‑Mail‑Adresse:</translation>
    </message>
    <message>
        <source>Weiter</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Ihren PIN‑Code müssen Sie nicht noch einmal wählen. Es fehlt nur ein gültiger Aktivierungscode.</source>
        <translation>Ihren PIN‑Code haben Sie schon gewählt.
Sie brauchen nur noch einen neuen Aktivierungs-Code.</translation>
    </message>
    <message>
        <source>Aktivieren</source>
        <translation>App bereit machen</translation>
    </message>
</context>
<context>
    <name>CodeSources</name>
    <message>
        <source>Aus der Zwischenablage einfügen</source>
        <translation>Kopierten Code einfügen</translation>
    </message>
    <message>
        <source>QR‑Code lesen …</source>
        <translation>QR‑Code lesen …</translation>
    </message>
    <message>
        <source>Vom Bildschirm</source>
        <translation>Vom Bildschirm</translation>
    </message>
    <message>
        <source>Aus einer Bilddatei …</source>
        <translation>Aus einem Bild …</translation>
    </message>
    <message>
        <source>Bild mit dem QR‑Code</source>
        <translation>Bild mit dem QR‑Code</translation>
    </message>
    <message>
        <source>Bilder</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Benutzername und Code sind eingetragen.</source>
        <translation>Gut.
Benutzer-Name und Code stehen jetzt in den Feldern.</translation>
    </message>
    <message>
        <source>Der Code ist eingetragen.</source>
        <translation>Gut.
Der Code steht jetzt im Feld.</translation>
    </message>
    <message>
        <source>In der Zwischenablage ist kein Aktivierungscode. Kopieren Sie im Portal den Code oder den Link und versuchen Sie es noch einmal.</source>
        <translation>Die App findet keinen kopierten Code.
Gehen Sie zum Portal.
Kopieren Sie dort den Code.
Kommen Sie dann hierher zurück.</translation>
    </message>
    <message>
        <source>Auf dem Bildschirm ist kein QR‑Code zur Aktivierung zu sehen. Schieben Sie dieses Fenster so, dass es ihn nicht verdeckt.</source>
        <translation>Die App sieht keinen QR‑Code.
Ein QR‑Code ist ein Bild mit vielen Quadraten.
Schieben Sie dieses Fenster zur Seite.
Versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>In diesem Bild ist kein QR‑Code zur Aktivierung.</source>
        <translation>In diesem Bild ist kein passender QR‑Code.
Nehmen Sie ein anderes Bild.</translation>
    </message>
    <message>
        <source>Diese Datei lässt sich nicht lesen. Möglich sind PNG, JPEG und BMP bis 20 MB.</source>
        <translation>Die App kann dieses Bild nicht öffnen.
Nehmen Sie ein anderes Bild.</translation>
    </message>
    <message>
        <source>Hier stehen mehrere verschiedene Codes. Bitte geben Sie den Aktivierungscode ein, den Ihnen das Portal jetzt anzeigt.</source>
        <translation>Hier stehen mehrere Codes.
Geben Sie den Code ein, den das Portal jetzt zeigt.</translation>
    </message>
    <message>
        <source>Ihr System gibt der App kein Bild des Bildschirms. Sie können ein Bildschirmfoto speichern und es als Bilddatei öffnen.</source>
        <translation>Die App darf den Bildschirm nicht ansehen.
Schreiben Sie den Code bitte selbst in das Feld.</translation>
    </message>
</context>
<context>
    <name>CredentialManager</name>
    <message>
        <source>Die Windows-Anmeldeinformationsverwaltung</source>
        <translation>Die Anmelde-Informations-Verwaltung von Windows</translation>
    </message>
    <message>
        <source>die Windows-Anmeldeinformationsverwaltung</source>
        <translation>die Anmelde-Informations-Verwaltung von Windows</translation>
    </message>
    <message>
        <source>in der Windows-Anmeldeinformationsverwaltung</source>
        <translation>in der Anmelde-Informations-Verwaltung von Windows</translation>
    </message>
</context>
<context>
    <name>DeviceState</name>
    <message>
        <source>Aktivierung noch nicht abgeschlossen</source>
        <translation>Noch nicht bereit</translation>
    </message>
    <message>
        <source>Aktiv</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Angehalten: Der Schlüssel wurde an zwei Orten benutzt</source>
        <translation>Angehalten: Der Schlüssel war an 2 Orten</translation>
    </message>
    <message>
        <source>Gesperrt: Der PIN‑Code wurde zu oft falsch eingegeben</source>
        <translation>Gesperrt: Der PIN‑Code war zu oft falsch</translation>
    </message>
    <message>
        <source>Entfernt</source>
        <translation>Gelöscht</translation>
    </message>
</context>
<context>
    <name>DonePage</name>
    <message>
        <source>Glückwunsch</source>
        <translation>Geschafft</translation>
    </message>
    <message>
        <source>Die {product} ist auf diesem Gerät aktiviert.</source>
        <translation>Die {product} ist jetzt bereit.</translation>
    </message>
    <message>
        <source>Konto</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Freischaltung</source>
        <translation>Frei-Schaltung</translation>
    </message>
    <message>
        <source>Jetzt einloggen</source>
        <translation>Jetzt anmelden</translation>
    </message>
    <message>
        <source>Zur Übersicht</source>
        <translation>Zur Übersicht</translation>
    </message>
    <message>
        <source>AOK Zweifaktor App Login</source>
        <translation>Das ist Ihr Konto:</translation>
    </message>
    <message>
        <source>Freischaltung durch die AOK steht noch aus</source>
        <translation>Die AOK prüft Ihr Konto noch</translation>
    </message>
    <message>
        <source>Damit ist die Registrierung Ihrerseits abgeschlossen. Das Einloggen ist jedoch erst nach Freischaltung durch die AOK möglich. Sie erhalten dann eine E‑Mail.</source>
        <translation>Sie haben alles richtig gemacht.
Sie können sich noch nicht anmelden.
Zuerst muss die AOK Ihr Konto erlauben.
Dann bekommen Sie eine E‑Mail.</translation>
    </message>
</context>
<context>
    <name>Failure</name>
    <message>
        <source>Benutzername und Aktivierungscode passen nicht zusammen.</source>
        <translation>Benutzer-Name und Aktivierungs-Code passen nicht zusammen.</translation>
    </message>
    <message>
        <source>Der Code gilt 10 Minuten und nur einmal. Bitte prüfen Sie beide Angaben oder lassen Sie sich im Portal einen neuen Code anzeigen.</source>
        <translation>Bitte prüfen Sie beide Felder.
Der Code gilt nur 10 Minuten.
Der Code gilt nur 1 Mal.
Im Portal bekommen Sie einen neuen Code.</translation>
    </message>
    <message>
        <source>Die Aktivierung hat zu lange gedauert.</source>
        <translation>Das hat zu lange gedauert.</translation>
    </message>
    <message>
        <source>Sie wurde aus Sicherheitsgründen beendet. Bitte beginnen Sie noch einmal mit einem neuen Aktivierungscode aus dem Portal.</source>
        <translation>Bitte fangen Sie neu an.
Im Portal bekommen Sie einen neuen Aktivierungs-Code.</translation>
    </message>
    <message>
        <source>Bitte geben Sie ihn noch einmal ein.</source>
        <translation>Bitte schreiben Sie ihn noch einmal.</translation>
    </message>
    <message>
        <source>Dieses Gerät ist gesperrt.</source>
        <translation>Dieses Gerät ist gesperrt.</translation>
    </message>
    <message>
        <source>Der PIN‑Code wurde zu oft falsch eingegeben.</source>
        <translation>Der PIN‑Code war zu oft falsch.</translation>
    </message>
    <message>
        <source>Melden Sie sich an diesem Computer ab und wieder an. Hilft das nicht, fragen Sie Ihre IT.</source>
        <translation>Starten Sie den Computer neu.
Geht es immer noch nicht?
Fragen Sie die Computer-Fachleute in Ihrem Betrieb.</translation>
    </message>
    <message>
        <source>Der Schlüssel dieses Geräts fehlt.</source>
        <translation>Der geheime Schlüssel fehlt.</translation>
    </message>
    <message>
        <source>Der Schlüssel dieses Geräts ist beschädigt.</source>
        <translation>Der geheime Schlüssel ist kaputt.</translation>
    </message>
    <message>
        <source>Ihr PIN‑Code wurde auf einem anderen Computer geändert.</source>
        <translation>Sie haben Ihren PIN‑Code auf einem anderen Computer geändert.</translation>
    </message>
    <message>
        <source>Hier sind die Daten der App noch von davor. Mit ihnen gilt kein PIN‑Code mehr. Ihre IT kann Ihr Profil von jenem Computer zurückholen.</source>
        <translation>Hier sind noch die alten Daten.
Mit den alten Daten gilt kein PIN‑Code mehr.
Die Computer-Fachleute in Ihrem Betrieb können die neuen Daten holen.</translation>
    </message>
    <message>
        <source>Diese Anmeldung ist nicht mehr offen.</source>
        <translation>Diese Anmeldung ist vorbei.</translation>
    </message>
    <message>
        <source>Bitte beginnen Sie die Anmeldung noch einmal.</source>
        <translation>Bitte fangen Sie die Anmeldung neu an.</translation>
    </message>
    <message>
        <source>Es gibt eine neuere Anmeldung.</source>
        <translation>Es gibt eine neue Anmeldung.</translation>
    </message>
    <message>
        <source>Nur die neueste Anmeldung kann freigegeben werden.</source>
        <translation>Nur die neue Anmeldung gilt.</translation>
    </message>
    <message>
        <source>Die AOK hat Ihren Zugang noch nicht freigeschaltet.</source>
        <translation>Die AOK prüft Ihr Konto noch.</translation>
    </message>
    <message>
        <source>Sie erhalten eine E‑Mail, sobald Sie sich anmelden können.</source>
        <translation>Sie bekommen bald eine E‑Mail.
Dann können Sie sich anmelden.</translation>
    </message>
    <message>
        <source>Der Browser ließ sich nicht öffnen.</source>
        <translation>Das Programm für das Internet geht nicht auf.</translation>
    </message>
    <message>
        <source>Bitte öffnen Sie Ihren Browser von Hand und beginnen Sie die Anmeldung dort.</source>
        <translation>Bitte öffnen Sie das Programm selbst.
Fangen Sie dort mit der Anmeldung an.</translation>
    </message>
    <message>
        <source>Dieses Gerät ist abgemeldet.</source>
        <translation>Dieses Gerät ist abgemeldet.</translation>
    </message>
    <message>
        <source>Es wurde entfernt, zurückgesetzt oder durch einen neuen Computer ersetzt.</source>
        <translation>Das Gerät wurde abgemeldet.</translation>
    </message>
    <message>
        <source>Das Portal kennt dieses Gerät nicht.</source>
        <translation>Das Portal kennt dieses Gerät nicht.</translation>
    </message>
    <message>
        <source>Ihr Zugang ist zu Ihrem Schutz angehalten.</source>
        <translation>Ihr Konto ist angehalten.
Das ist zu Ihrem Schutz.</translation>
    </message>
    <message>
        <source>Der Schlüssel dieses Geräts wurde an zwei Orten benutzt, zum Beispiel in einer Kopie dieses Computers. Bitte sagen Sie Ihrer IT Bescheid.</source>
        <translation>Ihr geheimer Schlüssel war an 2 Orten.
Sagen Sie das den Computer-Fachleuten in Ihrem Betrieb.</translation>
    </message>
    <message>
        <source>Diese Anmeldung können Sie hier nicht freigeben.</source>
        <translation>Diese Anmeldung geht hier nicht.</translation>
    </message>
    <message>
        <source>Sie kommt von einem Browser auf einem anderen Computer, und Ihre IT hat das nicht erlaubt. Lehnen Sie ab und melden Sie sich mit dem Browser dieses Computers an.</source>
        <translation>Die Anmeldung kommt von einem anderen Computer.
Das ist in Ihrem Betrieb nicht erlaubt.
Sagen Sie Nein.
Melden Sie sich an diesem Computer an.</translation>
    </message>
    <message>
        <source>Dieser Link ist unvollständig oder beschädigt.</source>
        <translation>Dieser Link ist kaputt.</translation>
    </message>
    <message>
        <source>Bitte öffnen Sie ihn noch einmal im Portal, oder geben Sie Benutzername und Aktivierungscode von Hand ein.</source>
        <translation>Bitte öffnen Sie den Link noch einmal im Portal.
Oder schreiben Sie Name und Code selbst in die Felder.</translation>
    </message>
    <message>
        <source>Dieser Link gehört zu einem anderen Portal.</source>
        <translation>Dieser Link gehört zu einem anderen Portal.</translation>
    </message>
    <message>
        <source>Die App hat ihn zu Ihrem Schutz nicht geöffnet. Benutzen Sie bitte nur das Portal, das Sie kennen, und fragen Sie im Zweifel Ihre IT.</source>
        <translation>Die App öffnet den Link nicht.
Das ist zu Ihrem Schutz.
Fragen Sie die Computer-Fachleute in Ihrem Betrieb.</translation>
    </message>
    <message>
        <source>Nicht nur Ihre IT kann sie ändern. Zu Ihrem Schutz startet die App nicht. Bitte nennen Sie Ihrer IT den Code und die Angabe, die hier stehen.</source>
        <translation>Fremde können die Einstellungen ändern.
Das ist nicht sicher.
Die App startet deshalb nicht.
Sagen Sie das den Computer-Fachleuten in Ihrem Betrieb.</translation>
    </message>
    <message>
        <source>Die App erkennt diesen Computer gerade nicht.</source>
        <translation>Die App erkennt diesen Computer gerade nicht.</translation>
    </message>
    <message>
        <source>Zu Ihrem Schutz geht es so nicht weiter: Für das Portal sähe dieser Computer wie ein anderer aus. Bitte versuchen Sie es gleich noch einmal. Hilft das nicht, fragen Sie Ihre IT.</source>
        <translation>Darum geht es nicht weiter.
Das ist zu Ihrem Schutz.
Versuchen Sie es bitte gleich noch einmal.
Hilft das nicht?
Dann fragen Sie die Computer-Fachleute in Ihrem Betrieb.</translation>
    </message>
    <message>
        <source>Die App wurde inzwischen auf einem anderen Computer geöffnet.</source>
        <translation>Die App ist jetzt auf einem anderen Computer offen.</translation>
    </message>
    <message>
        <source>Dieser Computer war vermutlich im Ruhezustand. Damit beide sich nicht stören, arbeitet die App hier nicht weiter. Brauchen Sie sie hier, schließen Sie sie bitte dort und starten Sie sie hier neu.</source>
        <translation>Darum arbeitet die App hier nicht weiter.
Brauchen Sie die App hier?
Dann schließen Sie die App auf dem anderen Computer.
Starten Sie die App danach hier neu.</translation>
    </message>
    <message>
        <source>Die App ist schon geöffnet, antwortet aber nicht.</source>
        <translation>Die App ist schon offen.
Sie antwortet aber nicht.</translation>
    </message>
    <message>
        <source>Bitte nennen Sie dem technischen Support den Code, der hier steht.</source>
        <translation>Rufen Sie die Technik-Hilfe an.
Sagen Sie dort die Nummer vom Fehler.</translation>
    </message>
    <message>
        <source>Diese Version der App ist zu alt.</source>
        <translation>Diese App ist zu alt.</translation>
    </message>
    <message>
        <source>Bitte installieren Sie die aktuelle Version aus dem Portal.</source>
        <translation>Im Portal bekommen Sie die neue App.</translation>
    </message>
    <message>
        <source>Die Schlüssel des Portals haben sich unerwartet geändert.</source>
        <translation>Mit dem Portal stimmt etwas nicht.</translation>
    </message>
    <message>
        <source>Zu Ihrem Schutz geht es hier nicht weiter.</source>
        <translation>Hier geht es nicht weiter.
Das ist zu Ihrem Schutz.</translation>
    </message>
    <message>
        <source>Die Einstellungen der App sind nicht lesbar.</source>
        <translation>Die App ist falsch eingestellt.</translation>
    </message>
    <message>
        <source>Bitte fragen Sie Ihre IT: Adresse des Portals oder Richtlinie prüfen.</source>
        <translation>Fragen Sie die Computer-Fachleute in Ihrem Betrieb.</translation>
    </message>
    <message>
        <source>Die App kann ihre Daten nicht speichern.</source>
        <translation>Die App kann nichts speichern.</translation>
    </message>
    <message>
        <source>Bitte prüfen Sie, ob noch Speicherplatz frei ist, oder fragen Sie Ihre IT.</source>
        <translation>Vielleicht ist der Computer voll.
Fragen Sie die Computer-Fachleute in Ihrem Betrieb.</translation>
    </message>
    <message>
        <source>Die App kann ihre Daten gerade nicht lesen.</source>
        <translation>Die App kann ihre Daten gerade nicht lesen.</translation>
    </message>
    <message>
        <source>Es wurde nichts verändert. Vielleicht hält ein anderes Programm sie fest, oder das Laufwerk ist nicht erreichbar: Bitte versuchen Sie es gleich noch einmal. Hilft das nicht, fragen Sie Ihre IT.</source>
        <translation>Die App hat nichts verändert.
Versuchen Sie es bitte gleich noch einmal.
Hilft das nicht?
Dann fragen Sie die Computer-Fachleute in Ihrem Betrieb.</translation>
    </message>
    <message>
        <source>Die Daten der App sind beschädigt.</source>
        <translation>Die Daten der App sind kaputt.</translation>
    </message>
    <message>
        <source>Es wurde nichts verändert. Ihre IT kann diese Datei aus einer Sicherung zurückholen; dann sind Ihre Zugänge wieder da. Gibt es keine Sicherung, hilft Ihnen der technische Support weiter.</source>
        <translation>Die App hat nichts verändert.
Fragen Sie die Computer-Fachleute in Ihrem Betrieb.
Die Fachleute können die Datei aus einer Sicherung holen.
Gibt es keine Sicherung?
Dann hilft Ihnen der technische Support.</translation>
    </message>
    <message>
        <source>Die Daten der App stammen von einer neueren Version.</source>
        <translation>Die Daten sind von einer neueren App.</translation>
    </message>
    <message>
        <source>Damit nichts verloren geht, ändert diese Version sie nicht. Bitte installieren Sie die aktuelle Version aus dem Portal, oder fragen Sie Ihre IT.</source>
        <translation>Ihre Daten bleiben so, wie sie sind.
Holen Sie sich im Portal die neueste App.
Oder fragen Sie die Computer-Fachleute in Ihrem Betrieb.</translation>
    </message>
    <message>
        <source>Die App in der anderen Sitzung hat sich nicht geschlossen.</source>
        <translation>Die App ist noch an einem anderen Ort offen.</translation>
    </message>
    <message>
        <source>Sie antwortet nicht oder arbeitet noch. Damit sich beide nicht stören, beginnt die App hier erst, wenn sie dort geschlossen ist. Bitte versuchen Sie es noch einmal. Hilft das nicht, schließen Sie die App dort, oder melden Sie sich in der anderen Sitzung vom Computer ab.</source>
        <translation>Die App antwortet dort nicht.
Oder sie arbeitet dort noch.
Hier startet die App erst, wenn sie dort geschlossen ist.
Bitte versuchen Sie es noch einmal.
Hilft das nicht?
Dann schließen Sie die App dort.
Oder melden Sie sich dort vom Computer ab.</translation>
    </message>
    <message>
        <source>Bitte warten Sie einen Moment, oder schließen Sie das andere Fenster. Versuchen Sie es dann noch einmal.</source>
        <translation>Bitte warten Sie kurz.
Oder schließen Sie das andere Fenster.
Versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>Der Start bei der Anmeldung lässt sich nicht ändern.</source>
        <translation>Die App kann den Start nicht ändern.</translation>
    </message>
    <message>
        <source>Bitte fragen Sie Ihre IT, ob sie ihn festgelegt hat.</source>
        <translation>Bitte fragen Sie Ihre Computer-Abteilung.</translation>
    </message>
    <message>
        <source>Ein unerwarteter Fehler ist aufgetreten.</source>
        <translation>Es gibt einen Fehler.</translation>
    </message>
    <message>
        <source>{Keyring} fehlt auf diesem Computer.</source>
        <translation>{Keyring} fehlt auf diesem Computer.</translation>
    </message>
    <message>
        <source>Die App braucht {keyring}, um Ihren Zugang sicher aufzubewahren. Bitte fragen Sie Ihre IT.</source>
        <translation>Die App braucht {keyring} für Ihren Schlüssel.
Fragen Sie die Computer-Fachleute in Ihrem Betrieb.</translation>
    </message>
    <message>
        <source>{Keyring} antwortet nicht richtig.</source>
        <translation>{Keyring} geht nicht richtig.</translation>
    </message>
    <message>
        <source>{Keyring} ist gesperrt.</source>
        <translation>{Keyring} ist gesperrt.</translation>
    </message>
    <message>
        <source>Bitte entsperren Sie {keyring} dieses Computers, meist mit Ihrem Anmeldekennwort, und versuchen Sie es dann erneut.</source>
        <translation>Das ist ein sicherer Platz im Computer.
Öffnen Sie {keyring}.
Meistens brauchen Sie das Passwort von Ihrem Computer.
Versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>{Keyring} antwortet nicht.</source>
        <translation>{Keyring} antwortet nicht.</translation>
    </message>
    <message>
        <source>Bitte versuchen Sie es erneut. Hilft das nicht, melden Sie sich an diesem Computer ab und wieder an.</source>
        <translation>Versuchen Sie es noch einmal.
Geht es immer noch nicht?
Starten Sie den Computer neu.</translation>
    </message>
    <message>
        <source>Er liegt nicht mehr {in_keyring}.</source>
        <translation>Er liegt nicht mehr {in_keyring}.</translation>
    </message>
    <message>
        <source>Neuer Computer.</source>
        <translation>Dieser Computer ist neu.</translation>
    </message>
    <message>
        <source>Hier arbeiten Sie zum ersten Mal mit der App. Bestätigen Sie diesen Computer einmal mit Ihrem PIN‑Code.</source>
        <translation>Hier benutzen Sie die App zum ersten Mal.
Schreiben Sie bitte 1 Mal Ihren PIN‑Code.</translation>
    </message>
    <message>
        <source>Wenn Sie ein zweites Gerät haben, bekommen Sie dort unter „Neuer Computer oder weiteres Gerät“ einen Aktivierungscode für dieses. Sonst setzen Sie Ihren Zugang im Portal zurück: mit einer neuen Arbeitgeberbescheinigung.</source>
        <translation>Haben Sie noch ein Gerät?
Dann bekommen Sie dort einen neuen Aktivierungs-Code.
Drücken Sie dort: „Neuer Computer oder weiteres Gerät“.
Haben Sie kein anderes Gerät?
Dann drücken Sie: „Zugang zurücksetzen“.
Sie brauchen einen neuen Brief von Ihrem Arbeit-Geber.
Der Brief heißt: Arbeitgeber-Bescheinigung.</translation>
    </message>
    <message>
        <source>Die Einstellungen der App sind nicht geschützt.</source>
        <translation>Die Einstellungen der App sind nicht geschützt.</translation>
    </message>
    <message>
        <source>Bitte starten Sie die App neu.</source>
        <translation>Bitte starten Sie die App neu.</translation>
    </message>
    <message>
        <source>Das Portal ist gerade nicht erreichbar.</source>
        <translation>Die App findet das Portal nicht.</translation>
    </message>
    <message>
        <source>Bitte prüfen Sie Ihre Internetverbindung.</source>
        <translation>Haben Sie Internet?
Bitte prüfen Sie das.</translation>
    </message>
    <message>
        <source>Die Verbindung zum Portal ist nicht vertrauenswürdig.</source>
        <translation>Die Verbindung ist nicht sicher.</translation>
    </message>
    <message>
        <source>Das Zertifikat der Gegenstelle konnte nicht geprüft werden. Bitte prüfen Sie Datum und Uhrzeit dieses Computers oder fragen Sie Ihre IT.</source>
        <translation>Stimmen Datum und Uhrzeit an Ihrem Computer?
Bitte prüfen Sie das.
Fragen Sie die Computer-Fachleute in Ihrem Betrieb.</translation>
    </message>
    <message>
        <source>Es hat nicht das Portal geantwortet.</source>
        <translation>Eine falsche Seite hat geantwortet.</translation>
    </message>
    <message>
        <source>Oft steckt die Anmeldeseite eines WLANs dahinter. Öffnen Sie Ihren Browser und melden Sie sich dort an, oder fragen Sie Ihre IT.</source>
        <translation>Vielleicht müssen Sie sich erst beim Internet anmelden.
Öffnen Sie Ihr Programm für das Internet.
Melden Sie sich dort an.
Fragen Sie die Computer-Fachleute in Ihrem Betrieb.</translation>
    </message>
    <message>
        <source>Ihr Netzwerk verlangt eine Anmeldung am Proxy.</source>
        <translation>Sie müssen sich erst beim Internet anmelden.</translation>
    </message>
    <message>
        <source>Bitte fragen Sie Ihre IT nach dem Zugang zum Internet.</source>
        <translation>Fragen Sie die Computer-Fachleute in Ihrem Betrieb.</translation>
    </message>
    <message>
        <source>Das Portal ist vorübergehend nicht verfügbar.</source>
        <translation>Das Portal macht gerade eine Pause.</translation>
    </message>
    <message>
        <source>Bitte versuchen Sie es in einigen Minuten wieder.</source>
        <translation>Bitte warten Sie einige Minuten.
Versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>Das waren zu viele Versuche in kurzer Zeit.</source>
        <translation>Das waren zu viele Versuche.</translation>
    </message>
    <message>
        <source>Bitte fragen Sie Ihre IT.</source>
        <translation>Fragen Sie die Computer-Fachleute in Ihrem Betrieb.</translation>
    </message>
    <message>
        <source>Der Proxy Ihres Netzes ist nicht erreichbar.</source>
        <translation>Der Weg in das Internet ist gestört.</translation>
    </message>
    <message>
        <source>Der Proxy verlangt eine Anmeldung, die an diesem Computer nicht möglich ist.</source>
        <translation>Die App darf nicht in das Internet.</translation>
    </message>
    <message>
        <source>Bitten Sie Ihre IT, das Portal am Proxy zu erlauben.</source>
        <translation>Die Computer-Fachleute müssen das Portal erlauben.
Fragen Sie die Computer-Fachleute in Ihrem Betrieb.</translation>
    </message>
    <message>
        <source>Der Proxy lässt das Portal nicht zu.</source>
        <translation>Ihr Betrieb erlaubt das Portal nicht.</translation>
    </message>
    <message>
        <source>Den eingestellten Proxy kann die App nicht benutzen.</source>
        <translation>Die App findet keinen Weg in das Internet.</translation>
    </message>
    <message>
        <source>Bitte fragen Sie Ihre IT nach einem HTTP-Proxy.</source>
        <translation>Fragen Sie die Computer-Fachleute in Ihrem Betrieb.</translation>
    </message>
    <message>
        <source>Die Adresse des Portals wird in Ihrem Netz nicht gefunden.</source>
        <translation>Ihr Computer findet das Portal nicht.</translation>
    </message>
    <message>
        <source>Aussteller des Zertifikats: {name}.</source>
        <translation>Der Ausweis ist von: {name}.</translation>
    </message>
    <message>
        <source>Art des Proxys: {name}.</source>
        <translation>Diese Art ist es: {name}.</translation>
    </message>
    <message>
        <source>Aus Ihrem Netzwerk kamen sehr viele Anfragen.</source>
        <translation>Aus Ihrem Netzwerk kamen sehr viele Anfragen.</translation>
    </message>
    <message>
        <source>Für diesen Benutzernamen kamen sehr viele Anfragen.</source>
        <translation>Für diesen Benutzernamen kamen sehr viele Anfragen.</translation>
    </message>
    <message>
        <source>Diese App hat sehr viele Anfragen gesendet.</source>
        <translation>Die App hat sehr viele Anfragen gesendet.</translation>
    </message>
    <message>
        <source>Proxy: {name}.</source>
        <translation>Der Name ist: {name}.</translation>
    </message>
    <message>
        <source>Betroffen: {name}.</source>
        <translation>Das ist betroffen: {name}.</translation>
    </message>
    <message>
        <source>Datei: {name}.</source>
        <translation>Datei: {name}.</translation>
    </message>
    <message>
        <source>Das Portal verlangt mindestens Version {name}.</source>
        <translation>Das Portal braucht mindestens die Version {name}.</translation>
    </message>
    <message>
        <source>PIN‑Code falsch.</source>
        <translation>Der PIN‑Code ist falsch.</translation>
    </message>
    <message>
        <source>PIN‑Code falsch. Noch 1 Versuch, dann wird dieses Gerät gesperrt.</source>
        <translation>Der PIN‑Code ist falsch.
Sie haben noch 1 Versuch.
Danach ist dieses Gerät gesperrt.</translation>
    </message>
    <message>
        <source>PIN‑Code falsch. Noch {left} Versuche, dann wird dieses Gerät gesperrt.</source>
        <translation>Der PIN‑Code ist falsch.
Sie haben noch {left} Versuche.
Danach ist dieses Gerät gesperrt.</translation>
    </message>
    <message>
        <source>PIN‑Code falsch</source>
        <translation>PIN‑Code falsch</translation>
    </message>
    <message>
        <source>Noch 1 Versuch</source>
        <translation>Noch 1 Versuch</translation>
    </message>
    <message>
        <source>Noch {left} Versuche</source>
        <translation>Noch {left} Versuche</translation>
    </message>
    <message>
        <source>Dieser Code gilt nicht mehr, Sie brauchen einen neuen.</source>
        <translation>Dieser Code gilt nicht mehr.
Sie brauchen einen neuen Code.</translation>
    </message>
    <message>
        <source>Mindestens 1 Versuch ist noch möglich.</source>
        <translation>Sie haben noch 1 Versuch oder mehr.</translation>
    </message>
    <message>
        <source>Mindestens {count} Versuche sind noch möglich.</source>
        <translation>Sie haben noch {count} Versuche oder mehr.</translation>
    </message>
    <message>
        <source>Bitte versuchen Sie es in {count} Sekunden wieder.</source>
        <translation>Bitte warten Sie {count} Sekunden.
Versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>Bitte versuchen Sie es in {count} Minuten wieder.</source>
        <translation>Bitte warten Sie {count} Minuten.
Versuchen Sie es dann noch einmal.</translation>
    </message>
</context>
<context>
    <name>InterruptedPage</name>
    <message>
        <source>Erneut versuchen</source>
        <translation>Noch einmal versuchen</translation>
    </message>
</context>
<context>
    <name>KWallet</name>
    <message>
        <source>Der Schlüsselbund (KWallet)</source>
        <translation>Der Schlüssel-Bund (KWallet)</translation>
    </message>
    <message>
        <source>den Schlüsselbund (KWallet)</source>
        <translation>den Schlüssel-Bund (KWallet)</translation>
    </message>
    <message>
        <source>im Schlüsselbund (KWallet)</source>
        <translation>im Schlüssel-Bund (KWallet)</translation>
    </message>
</context>
<context>
    <name>Keychain</name>
    <message>
        <source>Der Schlüsselbund</source>
        <translation>Der Schlüssel-Bund</translation>
    </message>
    <message>
        <source>den Schlüsselbund</source>
        <translation>den Schlüssel-Bund</translation>
    </message>
    <message>
        <source>im Schlüsselbund</source>
        <translation>im Schlüssel-Bund</translation>
    </message>
</context>
<context>
    <name>Keyring</name>
    <message>
        <source>Der Schlüsselbund</source>
        <translation>Der Schlüssel-Bund</translation>
    </message>
    <message>
        <source>den Schlüsselbund</source>
        <translation>den Schlüssel-Bund</translation>
    </message>
    <message>
        <source>im Schlüsselbund</source>
        <translation>im Schlüssel-Bund</translation>
    </message>
</context>
<context>
    <name>NewPin</name>
    <message>
        <source>Beide</source>
        <translation>Beide</translation>
    </message>
    <message>
        <source>Alle</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Das ist Ihr bisheriger PIN‑Code.</source>
        <translation>Das ist Ihr alter PIN‑Code.</translation>
    </message>
    <message>
        <source>Gut gewählt.</source>
        <translation>Dieser PIN‑Code ist gut.</translation>
    </message>
    <message>
        <source>Die beiden PIN‑Codes sind nicht gleich.</source>
        <translation>Die 2 PIN‑Codes sind nicht gleich.</translation>
    </message>
    <message>
        <source>Beide PIN‑Codes sind gleich.</source>
        <translation>Gut.
Die 2 PIN‑Codes sind gleich.</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Support-Code: {code}</source>
        <translation>Nummer vom Fehler: {code}</translation>
    </message>
</context>
<context>
    <name>PinFault</name>
    <message>
        <source>Der PIN‑Code besteht aus 6 Ziffern.</source>
        <translation>Der PIN‑Code hat 6 Ziffern.</translation>
    </message>
    <message>
        <source>Das ist eine Reihe (wie 123456).</source>
        <translation>Das ist eine Reihe, wie 123456.</translation>
    </message>
    <message>
        <source>Hier wiederholen sich Ziffern (wie 112112).</source>
        <translation>Ziffern kommen zu oft vor, wie 112112.</translation>
    </message>
    <message>
        <source>Das ist ein Muster der Tasten (wie 147258).</source>
        <translation>Diese Tasten liegen nebeneinander, wie 147258.</translation>
    </message>
    <message>
        <source>Das ist ein Datum (wie 241225).</source>
        <translation>Das ist ein Datum, wie 241225.</translation>
    </message>
    <message>
        <source>Diesen PIN‑Code wählen sehr viele.</source>
        <translation>Diesen PIN‑Code haben viele Menschen.</translation>
    </message>
</context>
<context>
    <name>PinField</name>
    <message>
        <source>6 Ziffern, verdeckte Eingabe</source>
        <translation>6 Ziffern. Keiner kann sie sehen.</translation>
    </message>
    <message>
        <source>Bitte geben Sie alle 6 Ziffern Ihres PIN‑Codes ein.</source>
        <translation>Es fehlen Zahlen.
Der PIN‑Code hat 6 Zahlen.</translation>
    </message>
    <message>
        <source>Es fehlen Ziffern</source>
        <translation>Es fehlen Ziffern</translation>
    </message>
    <message>
        <source>Hier sind nur Ziffern möglich.</source>
        <translation>Hier gehen nur Ziffern.</translation>
    </message>
    <message>
        <source>Der PIN‑Code hat genau 6 Ziffern.</source>
        <translation>Der PIN‑Code hat genau 6 Ziffern.</translation>
    </message>
</context>
<context>
    <name>PinPage</name>
    <message>
        <source>Konto</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Ihr PIN‑Code</source>
        <translation>Ihr PIN‑Code</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Wird geprüft …</source>
        <translation>Die App prüft …</translation>
    </message>
</context>
<context>
    <name>PinRules</name>
    <message>
        <source>nicht der alte</source>
        <translation>nicht der alte PIN‑Code</translation>
    </message>
    <message>
        <source>Regeln</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>6 Ziffern</source>
        <translation>6 Ziffern</translation>
    </message>
    <message>
        <source>keine Reihe</source>
        <translation>keine Reihe</translation>
    </message>
    <message>
        <source>kein Muster</source>
        <translation>kein Muster</translation>
    </message>
    <message>
        <source>kein Datum</source>
        <translation>kein Datum</translation>
    </message>
    <message>
        <source>nicht oft benutzt</source>
        <translation>nicht oft benutzt</translation>
    </message>
    <message>
        <source>{rule}: erfüllt</source>
        <translation>{rule}: richtig</translation>
    </message>
    <message>
        <source>{rule}: nicht erfüllt</source>
        <translation>{rule}: falsch</translation>
    </message>
</context>
<context>
    <name>RegisteringPage</name>
    <message>
        <source>Gerät wird aktiviert</source>
        <translation>Die App wird bereit gemacht</translation>
    </message>
    <message>
        <source>Das dauert nur einen Augenblick.</source>
        <translation>Bitte warten Sie kurz.</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>RepeatPinPage</name>
    <message>
        <source>Fast geschafft</source>
        <translation>Fast geschafft</translation>
    </message>
    <message>
        <source>Aktivieren</source>
        <translation>App bereit machen</translation>
    </message>
    <message>
        <source>Von vorn beginnen</source>
        <translation>Neu anfangen</translation>
    </message>
    <message>
        <source>Die Aktivierung wurde unterbrochen. Geben Sie bitte den PIN‑Code ein, den Sie dabei gewählt haben.</source>
        <translation>Die App war noch nicht fertig.
Sie haben schon einen PIN‑Code gewählt.
Bitte schreiben Sie diesen PIN‑Code noch einmal.</translation>
    </message>
</context>
<context>
    <name>ResetButton</name>
    <message>
        <source>Zugang zurücksetzen</source>
        <translation>Zugang zurücksetzen</translation>
    </message>
</context>
<context>
    <name>ShowToggle</name>
    <message>
        <source>{field} verbergen</source>
        <translation>{field} verstecken</translation>
    </message>
    <message>
        <source>{field} anzeigen</source>
        <translation>{field} zeigen</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Schlüssel für dieses Gerät erzeugen</source>
        <translation>Einen geheimen Schlüssel machen</translation>
    </message>
    <message>
        <source>Schlüssel auf diesem Gerät sicher ablegen</source>
        <translation>Den Schlüssel sicher aufheben</translation>
    </message>
    <message>
        <source>Aktivierungscode vom Portal prüfen lassen</source>
        <translation>Den Aktivierungs-Code prüfen</translation>
    </message>
    <message>
        <source>PIN‑Code bestätigen</source>
        <translation>Den PIN‑Code prüfen</translation>
    </message>
</context>
<context>
    <name>StageList</name>
    <message>
        <source>Schritt {done} von {all}: {stage}</source>
        <translation>Schritt {done} von {all}: {stage}</translation>
    </message>
</context>
<context>
    <name>StoppedPage</name>
    <message>
        <source>Aktivierung nicht möglich</source>
        <translation>Das hat nicht geklappt</translation>
    </message>
    <message>
        <source>Von vorn beginnen</source>
        <translation>Neu anfangen</translation>
    </message>
</context>
<context>
    <name>TermsPage</name>
    <message>
        <source>Nutzungsbedingungen</source>
        <translation>Regeln für die App</translation>
    </message>
    <message>
        <source>Leichte Sprache: kurze Sätze, einfache Wörter</source>
        <translation>Leichte Sprache: kurze Sätze, einfache Wörter</translation>
    </message>
    <message>
        <source>Um die {product} zu nutzen, stimmen Sie bitte den Nutzungsbedingungen zu.</source>
        <translation>Für die {product} gibt es Regeln.
Die Regeln heißen: Nutzungs-Bedingungen.
Bitte lesen Sie die Regeln.</translation>
    </message>
    <message>
        <source>Text der Nutzungsbedingungen</source>
        <translation>Text von den Regeln</translation>
    </message>
    <message>
        <source>Ich habe die Nutzungsbedingungen gelesen und akzeptiere diese.</source>
        <translation>Ich habe die Nutzungs-Bedingungen gelesen. Ich bin einverstanden.</translation>
    </message>
    <message>
        <source>Akzeptieren</source>
        <translation>Einverstanden</translation>
    </message>
    <message>
        <source>Möglich, sobald das Kästchen angekreuzt ist</source>
        <translation>Das geht erst mit einem Haken im Kästchen.</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Bitte kreuzen Sie zuerst dieses Kästchen an.</source>
        <translation>Bitte kreuzen Sie zuerst dieses Kästchen an.</translation>
    </message>
</context>
<context>
    <name>UserName</name>
    <message>
        <source>Bitte geben Sie Ihren Benutzernamen ein.</source>
        <translation>Hier fehlt Ihr Benutzer-Name.
Bitte schreiben Sie ihn hier.</translation>
    </message>
    <message>
        <source>Ihr Benutzername ist Ihre E‑Mail‑Adresse, zum Beispiel max.mustermann@abc.de. Bitte ergänzen Sie ihn.</source>
        <translation>Ihr Benutzer-Name ist Ihre E‑Mail‑Adresse.
Zum Beispiel: max.mustermann@abc.de
Bitte schreiben Sie die ganze Adresse.</translation>
    </message>
    <message>
        <source>Bitte geben Sie nur eine E‑Mail‑Adresse ein. Das Zeichen @ kommt einmal vor.</source>
        <translation>Bitte schreiben Sie nur eine E‑Mail‑Adresse.
Das Zeichen @ kommt einmal vor.</translation>
    </message>
    <message>
        <source>Hier steht {sign}. Das gibt es in einer E‑Mail‑Adresse nicht. Bitte prüfen Sie Ihre Eingabe.</source>
        <translation>Hier steht {sign}.
Das gibt es in einer E‑Mail‑Adresse nicht.
Bitte sehen Sie noch einmal nach.</translation>
    </message>
    <message>
        <source>Hier ist ein Punkt zu viel. Bitte prüfen Sie Ihre Eingabe.</source>
        <translation>Hier ist ein Punkt zu viel.
Bitte sehen Sie noch einmal nach.</translation>
    </message>
    <message>
        <source>Diese E‑Mail‑Adresse gibt es nicht. Bitte prüfen Sie, was hinter dem @ steht.</source>
        <translation>Diese E‑Mail‑Adresse gibt es nicht.
Sehen Sie noch einmal nach:
Was steht hinter dem Zeichen @?</translation>
    </message>
    <message>
        <source>ein Leerzeichen</source>
        <translation>ein Leerzeichen</translation>
    </message>
    <message>
        <source>ein unsichtbares Zeichen</source>
        <translation>ein Zeichen, das man nicht sieht</translation>
    </message>
</context>
</TS>
