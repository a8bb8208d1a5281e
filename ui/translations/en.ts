<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="de_DE">
<context>
    <name>AboutView</name>
    <message>
        <source>Über diese App</source>
        <translation>About this app</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Lizenzen</source>
        <translation>Licences</translation>
    </message>
    <message>
        <source>Diese App enthält freie Software. Ein Klick zeigt die Lizenz. Die Bibliotheken von Qt liegen als einzelne Dateien im Programmordner und dürfen ausgetauscht werden.</source>
        <translation>This app contains free software. A click shows the licence. The Qt libraries are separate files in the program folder and may be replaced.</translation>
    </message>
    <message>
        <source>Lizenz von {name}</source>
        <translation>Licence of {name}</translation>
    </message>
</context>
<context>
    <name>Account</name>
    <message>
        <source>Konto: {login}</source>
        <translation>Account: {login}</translation>
    </message>
</context>
<context>
    <name>AccountCard</name>
    <message>
        <source>Jetzt einloggen</source>
        <translation>Log in now</translation>
    </message>
    <message>
        <source>Aktivierungscode eingeben</source>
        <translation>Enter the activation code</translation>
    </message>
    <message>
        <source>Computer bestätigen</source>
        <translation>Confirm computer</translation>
    </message>
    <message>
        <source>Konto</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>Status ansehen</source>
        <translation>View status</translation>
    </message>
    <message>
        <source>Was ist zu tun?</source>
        <translation>What to do</translation>
    </message>
    <message>
        <source>Verwalten</source>
        <translation>Manage</translation>
    </message>
    <message>
        <source>Konto entfernen</source>
        <translation>Remove account</translation>
    </message>
    <message>
        <source>Anmeldungen im Browser sind gesperrt</source>
        <translation>Logins in the browser are blocked</translation>
    </message>
    <message>
        <source>Sie haben eine Anfrage mit „Das war ich nicht“ gemeldet. „Jetzt einloggen“ hebt die Sperre auf.</source>
        <translation>You have reported a request with “That was not me”. “Log in now” ends that.</translation>
    </message>
</context>
<context>
    <name>AccountPage</name>
    <message>
        <source>Konto verwalten</source>
        <translation>Manage account</translation>
    </message>
    <message>
        <source>Konto</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>PIN‑Code ändern</source>
        <translation>Change PIN</translation>
    </message>
    <message>
        <source>Einen neuen PIN‑Code wählen</source>
        <translation>Choose a new PIN</translation>
    </message>
    <message>
        <source>Meine Geräte</source>
        <translation>My devices</translation>
    </message>
    <message>
        <source>Ansehen und entfernen</source>
        <translation>View and remove</translation>
    </message>
    <message>
        <source>Neuer Computer oder weiteres Gerät</source>
        <translation>New computer or further device</translation>
    </message>
    <message>
        <source>Umziehen oder einen zweiten Computer einrichten</source>
        <translation>Move, or set up a second computer</translation>
    </message>
    <message>
        <source>Anmeldungen und Änderungen</source>
        <translation>Logins and changes</translation>
    </message>
    <message>
        <source>Geräteschlüssel erneuern</source>
        <translation>Renew device key</translation>
    </message>
    <message>
        <source>Wenn jemand Daten dieses Computers kopiert haben könnte</source>
        <translation>If somebody may have copied data of this computer</translation>
    </message>
    <message>
        <source>Wann und von wo</source>
        <translation>When and from where</translation>
    </message>
    <message>
        <source>Verbindung prüfen</source>
        <translation>Check connection</translation>
    </message>
    <message>
        <source>Konto von diesem Computer entfernen</source>
        <translation>Remove account from this computer</translation>
    </message>
</context>
<context>
    <name>AccountRemovalPage</name>
    <message>
        <source>Konto von diesem Computer entfernen?</source>
        <translation>Remove the account from this computer?</translation>
    </message>
    <message>
        <source>Konto</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>Ist das Ihr einziges Gerät?</source>
        <translation>Is this your only device?</translation>
    </message>
    <message>
        <source>Achtung</source>
        <translation>Caution</translation>
    </message>
    <message>
        <source>Dann kommen Sie nur mit einer neuen Arbeitgeberbescheinigung wieder hinein.</source>
        <translation>Then you will need a new employer certificate to get back in.</translation>
    </message>
    <message>
        <source>Wechseln Sie den Computer? Dann wählen Sie besser „Neuer Computer oder weiteres Gerät“.</source>
        <translation>Are you changing computers? Then choose “New computer or further device” instead.</translation>
    </message>
    <message>
        <source>Andere Geräte und Ihr Zugang zum Portal bleiben bestehen.</source>
        <translation>Other devices and your account at the portal stay as they are.</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Danach können Sie sich mit diesem Computer nicht mehr anmelden.</source>
        <translation>After that you can no longer log in with this computer.</translation>
    </message>
    <message>
        <source>Es wurde nichts entfernt.</source>
        <translation>Nothing was removed.</translation>
    </message>
    <message>
        <source>Konto entfernen</source>
        <translation>Remove account</translation>
    </message>
    <message>
        <source>Wird entfernt …</source>
        <translation>Removing …</translation>
    </message>
</context>
<context>
    <name>AccountRemovalView</name>
    <message>
        <source>Das Konto ist entfernt</source>
        <translation>The account is removed</translation>
    </message>
    <message>
        <source>Auf diesem Computer liegt kein Schlüssel dieses Kontos mehr.</source>
        <translation>There is no key of this account on this computer any more.</translation>
    </message>
</context>
<context>
    <name>ActivationView</name>
    <message>
        <source>Schritt {number} von {count}</source>
        <translation>Step {number} of {count}</translation>
    </message>
    <message>
        <source>Einen Moment bitte</source>
        <translation>One moment, please</translation>
    </message>
    <message>
        <source>Die App prüft, ob sie Ihren Zugang hier sicher aufbewahren kann.</source>
        <translation>The app is checking whether it can keep your access safe on this computer.</translation>
    </message>
    <message>
        <source>Hier fehlt noch etwas</source>
        <translation>Something is missing here</translation>
    </message>
    <message>
        <source>Ihr Aktivierungscode bleibt bis dahin unbenutzt.</source>
        <translation>Your activation code stays unused until then.</translation>
    </message>
    <message>
        <source>Die App öffnet {keyring} und fragt beim Portal nach, wie weit sie gekommen war.</source>
        <translation>The app opens {keyring} and asks the portal how far it had come.</translation>
    </message>
    <message>
        <source>Fragt dieser Computer nach einem Kennwort, geben Sie es bitte ein.</source>
        <translation>If this computer asks for a password, please enter it.</translation>
    </message>
    <message>
        <source>Später fortsetzen</source>
        <translation>Continue later</translation>
    </message>
    <message>
        <source>Es ist nichts verloren. Mit „Erneut versuchen“ geht es genau hier weiter.</source>
        <translation>Nothing is lost. “Try again” goes on exactly here.</translation>
    </message>
    <message>
        <source>Zurück</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Die Aktivierung ist unterbrochen</source>
        <translation>The activation was interrupted</translation>
    </message>
    <message>
        <source>Anderen Code eingeben</source>
        <translation>Enter another code</translation>
    </message>
    <message>
        <source>Die Aktivierung wird fortgesetzt</source>
        <translation>The activation is being continued</translation>
    </message>
</context>
<context>
    <name>AppLogin</name>
    <message>
        <source>Öffnen Sie ihn von Hand, und melden Sie sich dort neu an: {address}</source>
        <translation>Open it yourself and log in anew there: {address}</translation>
    </message>
    <message>
        <source>Kein Browser hat sich rechtzeitig gemeldet.</source>
        <translation>No browser has answered in time.</translation>
    </message>
    <message>
        <source>Öffnen Sie Ihren Browser von Hand, und melden Sie sich dort im Portal an: Die Anfrage erscheint dann hier. Oder versuchen Sie es noch einmal.</source>
        <translation>Open your browser by hand and log in to the portal there: the request then appears here. Or try once more.</translation>
    </message>
</context>
<context>
    <name>AppLoginView</name>
    <message>
        <source>Geben Sie Ihren PIN‑Code ein. Danach öffnet sich „{portal}“ in Ihrem Browser.</source>
        <translation>Enter your PIN. Then “{portal}” opens in your browser.</translation>
    </message>
    <message>
        <source>Sie sind angemeldet</source>
        <translation>You are logged in</translation>
    </message>
    <message>
        <source>Bitte arbeiten Sie in Ihrem Browser weiter.</source>
        <translation>Please go on in your browser.</translation>
    </message>
    <message>
        <source>Nicht angemeldet</source>
        <translation>Not logged in</translation>
    </message>
    <message>
        <source>Der fremde Browser wurde abgewiesen. Niemand wurde angemeldet.</source>
        <translation>The unknown browser was turned away. Nobody was logged in.</translation>
    </message>
    <message>
        <source>Jetzt einloggen</source>
        <translation>Log in now</translation>
    </message>
    <message>
        <source>Noch einmal versuchen</source>
        <translation>Try once more</translation>
    </message>
</context>
<context>
    <name>ApprovalView</name>
    <message>
        <source>Browser noch einmal öffnen</source>
        <translation>Open the browser again</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Eine Anmeldung wartet auf Ihre Freigabe.</source>
        <translation>A login is waiting for your approval.</translation>
    </message>
    <message>
        <source>Ansehen</source>
        <translation>Show</translation>
    </message>
</context>
<context>
    <name>BrowserPage</name>
    <message>
        <source>Ist das Ihr Browser?</source>
        <translation>Is this your browser?</translation>
    </message>
    <message>
        <source>Nein, abweisen</source>
        <translation>No, turn it away</translation>
    </message>
    <message>
        <source>Ja, das ist mein Browser</source>
        <translation>Yes, this is my browser</translation>
    </message>
    <message>
        <source>{browser} unter {system}</source>
        <translation>{browser} on {system}</translation>
    </message>
    <message>
        <source>IP‑Adresse {address}</source>
        <translation>IP address {address}</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>Browser</translation>
    </message>
    <message>
        <source>Dieser Browser kommt aus einem anderen Netz als diese App.</source>
        <translation>This browser comes from another network than this app.</translation>
    </message>
    <message>
        <source>Erkennen Sie Browser, System und Adresse nicht wieder, dann weisen Sie ihn ab: Sonst meldet sich vielleicht jemand anderes mit Ihrem Zugang an.</source>
        <translation>If you do not recognise browser, system and address, turn it away: otherwise somebody else may log in with your account.</translation>
    </message>
</context>
<context>
    <name>BusNotifier</name>
    <message>
        <source>Ansehen</source>
        <translation>View</translation>
    </message>
</context>
<context>
    <name>CardPage</name>
    <message>
        <source>{number} von {count}</source>
        <translation>{number} of {count}</translation>
    </message>
    <message>
        <source>So melden Sie sich künftig an</source>
        <translation>How you will log in</translation>
    </message>
    <message>
        <source>Im Browser geben Sie Ihren Benutzernamen ein. Die App zeigt die Anmeldung, und Sie geben sie mit Ihrem PIN‑Code frei. Danach geht es im Browser weiter.</source>
        <translation>In the browser you enter your user name. The app shows the login, and you approve it with your PIN. Then you go on in the browser.</translation>
    </message>
    <message>
        <source>Das brauchen Sie jetzt</source>
        <translation>What you need now</translation>
    </message>
    <message>
        <source>Ihren Benutzernamen und einen Aktivierungscode aus 8 Ziffern. Beides zeigt das Portal in Ihrem Browser. Lassen Sie die Seite offen.</source>
        <translation>Your user name and an activation code of 8 digits. The portal shows both in your browser. Keep that page open.</translation>
    </message>
    <message>
        <source>Ihr PIN‑Code gehört nur Ihnen</source>
        <translation>Your PIN is yours alone</translation>
    </message>
    <message>
        <source>Sie wählen gleich 6 Ziffern. Damit geben Sie jede Anmeldung in der App frei. Die AOK fragt nie danach, auch nicht am Telefon.</source>
        <translation>Next you choose 6 digits. With them you approve each login in the app. The AOK never asks for them, not even on the telephone.</translation>
    </message>
    <message>
        <source>Weiter</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>Überspringen</source>
        <translation>Skip</translation>
    </message>
</context>
<context>
    <name>CheckButton</name>
    <message>
        <source>Verbindung prüfen</source>
        <translation>Check connection</translation>
    </message>
</context>
<context>
    <name>CheckRow</name>
    <message>
        <source>Wird geprüft …</source>
        <translation>Checking …</translation>
    </message>
    <message>
        <source>Noch offen</source>
        <translation>To do</translation>
    </message>
    <message>
        <source>Nicht geprüft</source>
        <translation>Not checked</translation>
    </message>
</context>
<context>
    <name>ChecksPage</name>
    <message>
        <source>Netz-Doktor</source>
        <translation>Connection doctor</translation>
    </message>
    <message>
        <source>Prüft die Verbindung zum Portal und diesen Computer. Geändert wird dabei nichts.</source>
        <translation>Checks the connection to the portal and this computer. Nothing is changed.</translation>
    </message>
    <message>
        <source>Am Proxy anmelden …</source>
        <translation>Log in to the proxy …</translation>
    </message>
    <message>
        <source>Das Ergebnis liegt in der Zwischenablage.</source>
        <translation>The result is on the clipboard.</translation>
    </message>
    <message>
        <source>Fortschritt der Prüfung</source>
        <translation>Progress of the check</translation>
    </message>
    <message>
        <source>Ergebnis kopieren</source>
        <translation>Copy result</translation>
    </message>
    <message>
        <source>Protokollordner öffnen</source>
        <translation>Open log folder</translation>
    </message>
    <message>
        <source>Erneut prüfen</source>
        <translation>Check again</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Support-Datei …</source>
        <translation>Support file …</translation>
    </message>
    <message>
        <source>Prüfung {done} von {all}</source>
        <translation>Check {done} of {all}</translation>
    </message>
    <message>
        <source>Die Prüfung wurde abgebrochen.</source>
        <translation>The check was cancelled.</translation>
    </message>
    <message>
        <source>Support-Code: {code}</source>
        <translation>Support code: {code}</translation>
    </message>
    <message>
        <source>Alles in Ordnung.</source>
        <translation>All is well.</translation>
    </message>
</context>
<context>
    <name>ChoosePage</name>
    <message>
        <source>Neuer Computer oder weiteres Gerät</source>
        <translation>New computer or further device</translation>
    </message>
    <message>
        <source>Umzug auf einen neuen Computer</source>
        <translation>Move to a new computer</translation>
    </message>
    <message>
        <source>Dieser Computer wird abgemeldet, sobald der neue aktiviert ist.</source>
        <translation>This computer is logged out as soon as the new one is activated.</translation>
    </message>
    <message>
        <source>Weiteres Gerät</source>
        <translation>Further device</translation>
    </message>
    <message>
        <source>Dieser Computer bleibt aktiv. Sie können sich mit beiden anmelden.</source>
        <translation>This computer stays active. You can log in with both.</translation>
    </message>
    <message>
        <source>Was haben Sie vor?</source>
        <translation>What would you like to do?</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>ChoosePinPage</name>
    <message>
        <source>PIN‑Code festlegen</source>
        <translation>Choose a PIN</translation>
    </message>
    <message>
        <source>Wählen Sie 6 Ziffern, die nur Sie kennen. Die App fragt bei jeder Anmeldung danach, die AOK am Telefon nie.</source>
        <translation>Choose 6 digits that only you know. The app asks for them at every login, the AOK never does on the telephone.</translation>
    </message>
    <message>
        <source>PIN‑Code:</source>
        <translation>PIN:</translation>
    </message>
    <message>
        <source>PIN‑Code wiederholen:</source>
        <translation>Repeat PIN:</translation>
    </message>
    <message>
        <source>Aktivieren</source>
        <translation>Activate</translation>
    </message>
    <message>
        <source>Möglich, sobald beide PIN‑Codes gleich und sicher sind</source>
        <translation>Possible as soon as both PINs are the same and safe</translation>
    </message>
    <message>
        <source>Zurück</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>ClosingPage</name>
    <message>
        <source>Soll die App weiterlaufen?</source>
        <translation>Should the app keep running?</translation>
    </message>
    <message>
        <source>Anmeldeanfragen sehen Sie nur, solange die App läuft.</source>
        <translation>You only see login requests while the app is running.</translation>
    </message>
    <message>
        <source>Ihre Antwort gilt ab jetzt. In den Einstellungen können Sie sie ändern.</source>
        <translation>Your answer holds from now on. You can change it in the settings.</translation>
    </message>
    <message>
        <source>Minimieren</source>
        <translation>Minimise</translation>
    </message>
    <message>
        <source>App beenden</source>
        <translation>Quit the app</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>CodeCard</name>
    <message>
        <source>QR‑Code mit Benutzername und Code</source>
        <translation>QR code with user name and code</translation>
    </message>
    <message>
        <source>Aktivierungscode: {digits}</source>
        <translation>Activation code: {digits}</translation>
    </message>
    <message>
        <source>Benutzername</source>
        <translation>User name</translation>
    </message>
    <message>
        <source>Aktivierungscode</source>
        <translation>Activation code</translation>
    </message>
</context>
<context>
    <name>CodeField</name>
    <message>
        <source>Bitte geben Sie alle 8 Ziffern des Aktivierungscodes ein.</source>
        <translation>Please enter all 8 digits of the activation code.</translation>
    </message>
    <message>
        <source>8 Ziffern – vollständig.</source>
        <translation>8 digits – complete.</translation>
    </message>
    <message>
        <source>Hier stehen mehrere Zahlen. Bitte lassen Sie nur den Code stehen.</source>
        <translation>There are several numbers here. Please leave only the code.</translation>
    </message>
    <message>
        <source>Der Aktivierungscode besteht nur aus Ziffern.</source>
        <translation>The activation code has digits only.</translation>
    </message>
    <message>
        <source>8 Ziffern, zum Beispiel 1054 2963</source>
        <translation>8 digits, for example 1054 2963</translation>
    </message>
    <message>
        <source>Das sind mehr als 8 Ziffern.</source>
        <translation>These are more than 8 digits.</translation>
    </message>
    <message>
        <source>Das sieht aus wie ein Datum oder eine Telefonnummer, nicht wie der Code.</source>
        <translation>It looks like a date or a telephone number, not like the code.</translation>
    </message>
    <message>
        <source>Noch 1 Ziffer.</source>
        <translation>1 digit to go.</translation>
    </message>
    <message>
        <source>Noch {count} Ziffern.</source>
        <translation>{count} digits to go.</translation>
    </message>
</context>
<context>
    <name>CodePage</name>
    <message>
        <source>Aktivierungscode eingeben</source>
        <translation>Enter the activation code</translation>
    </message>
    <message>
        <source>Hinweis</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Den Code zeigt das Portal in Ihrem Browser.</source>
        <translation>The portal shows the code in your browser.</translation>
    </message>
    <message>
        <source>Er gilt 10 Minuten. Danach holen Sie dort einen neuen.</source>
        <translation>It is valid for 10 minutes. After that you get a new one there.</translation>
    </message>
    <message>
        <source>Aktivierungscode:</source>
        <translation>Activation code:</translation>
    </message>
    <message>
        <source>Zurück</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>zum Beispiel max.mustermann@abc.de</source>
        <translation>for example max.mustermann@abc.de</translation>
    </message>
    <message>
        <source>Benutzername / E‑Mail Adresse:</source>
        <translation>User name / e‑mail address:</translation>
    </message>
    <message>
        <source>Weiter</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>Ihren PIN‑Code müssen Sie nicht noch einmal wählen. Es fehlt nur ein gültiger Aktivierungscode.</source>
        <translation>You need not choose your PIN again. Only a valid activation code is missing.</translation>
    </message>
    <message>
        <source>Aktivieren</source>
        <translation>Activate</translation>
    </message>
</context>
<context>
    <name>CodeSources</name>
    <message>
        <source>Aus der Zwischenablage einfügen</source>
        <translation>Paste from the clipboard</translation>
    </message>
    <message>
        <source>QR‑Code lesen …</source>
        <translation>Read QR code …</translation>
    </message>
    <message>
        <source>Vom Bildschirm</source>
        <translation>From the screen</translation>
    </message>
    <message>
        <source>Aus einer Bilddatei …</source>
        <translation>From an image file …</translation>
    </message>
    <message>
        <source>Bild mit dem QR‑Code</source>
        <translation>Image with the QR code</translation>
    </message>
    <message>
        <source>Bilder</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>Benutzername und Code sind eingetragen.</source>
        <translation>User name and code are filled in.</translation>
    </message>
    <message>
        <source>Der Code ist eingetragen.</source>
        <translation>The code is filled in.</translation>
    </message>
    <message>
        <source>In der Zwischenablage ist kein Aktivierungscode. Kopieren Sie im Portal den Code oder den Link und versuchen Sie es noch einmal.</source>
        <translation>There is no activation code on the clipboard. Copy the code or the link in the portal and try again.</translation>
    </message>
    <message>
        <source>Auf dem Bildschirm ist kein QR‑Code zur Aktivierung zu sehen. Schieben Sie dieses Fenster so, dass es ihn nicht verdeckt.</source>
        <translation>There is no QR code for activation on the screen. Move this window so that it does not cover it.</translation>
    </message>
    <message>
        <source>In diesem Bild ist kein QR‑Code zur Aktivierung.</source>
        <translation>There is no QR code for activation in this image.</translation>
    </message>
    <message>
        <source>Diese Datei lässt sich nicht lesen. Möglich sind PNG, JPEG und BMP bis 20 MB.</source>
        <translation>This file cannot be read. Use a PNG, JPEG or BMP of up to 20 MB.</translation>
    </message>
    <message>
        <source>Hier stehen mehrere verschiedene Codes. Bitte geben Sie den Aktivierungscode ein, den Ihnen das Portal jetzt anzeigt.</source>
        <translation>There are several different codes here. Please enter the activation code that the portal shows you now.</translation>
    </message>
    <message>
        <source>Ihr System gibt der App kein Bild des Bildschirms. Sie können ein Bildschirmfoto speichern und es als Bilddatei öffnen.</source>
        <translation>Your system gives the app no image of the screen. You can save a screenshot and open it as an image file.</translation>
    </message>
</context>
<context>
    <name>CredentialManager</name>
    <message>
        <source>Die Windows-Anmeldeinformationsverwaltung</source>
        <translation>Windows Credential Manager</translation>
    </message>
    <message>
        <source>die Windows-Anmeldeinformationsverwaltung</source>
        <translation>Windows Credential Manager</translation>
    </message>
    <message>
        <source>in der Windows-Anmeldeinformationsverwaltung</source>
        <translation>in Windows Credential Manager</translation>
    </message>
</context>
<context>
    <name>DesktopIntegration</name>
    <message>
        <source>Eine Anmeldung wartet auf Ihre Freigabe</source>
        <translation>A login is waiting for your approval</translation>
    </message>
    <message>
        <source>Bitte prüfen Sie in der App, ob die Anmeldung von Ihnen kommt.</source>
        <translation>Please check in the app whether the login is yours.</translation>
    </message>
    <message>
        <source>Die App läuft weiter</source>
        <translation>The app is still running</translation>
    </message>
    <message>
        <source>Sie finden sie im Infobereich, beim Symbol mit dem Schild. In den Einstellungen können Sie das ändern.</source>
        <translation>You will find it in the notification area, at the icon with the shield. You can change this in the settings.</translation>
    </message>
</context>
<context>
    <name>DeviceManagementView</name>
    <message>
        <source>„{name}“ wird sofort abgemeldet und kann sich nicht mehr anmelden. Geben Sie dazu Ihren PIN‑Code ein.</source>
        <translation>“{name}” is logged out at once and can no longer log in. Enter your PIN to do so.</translation>
    </message>
    <message>
        <source>Meine Geräte</source>
        <translation>My devices</translation>
    </message>
    <message>
        <source>Die Geräte werden vom Portal geholt.</source>
        <translation>Getting the devices from the portal.</translation>
    </message>
    <message>
        <source>Zurück</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Gerät entfernen</source>
        <translation>Remove device</translation>
    </message>
</context>
<context>
    <name>DeviceState</name>
    <message>
        <source>Aktivierung noch nicht abgeschlossen</source>
        <translation>Activation not completed yet</translation>
    </message>
    <message>
        <source>Aktiv</source>
        <translation>Active</translation>
    </message>
    <message>
        <source>Angehalten: Der Schlüssel wurde an zwei Orten benutzt</source>
        <translation>Stopped: its key was used in two places</translation>
    </message>
    <message>
        <source>Gesperrt: Der PIN‑Code wurde zu oft falsch eingegeben</source>
        <translation>Locked: a wrong PIN was entered too often</translation>
    </message>
    <message>
        <source>Entfernt</source>
        <translation>Removed</translation>
    </message>
</context>
<context>
    <name>DevicesPage</name>
    <message>
        <source>Meine Geräte</source>
        <translation>My devices</translation>
    </message>
    <message>
        <source>Ein Gerät, das Sie nicht kennen? Entfernen Sie es und ändern Sie Ihren PIN‑Code.</source>
        <translation>A device that you do not know? Remove it and change your PIN.</translation>
    </message>
    <message>
        <source>Nur dieser Computer kann Ihre Anmeldungen freigeben.</source>
        <translation>Only this computer can approve your logins.</translation>
    </message>
    <message>
        <source>Gerät</source>
        <translation>Device</translation>
    </message>
    <message>
        <source>{name} (dieser Computer)</source>
        <translation>{name} (this computer)</translation>
    </message>
    <message>
        <source>Entfernen</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>{name} entfernen</source>
        <translation>Remove {name}</translation>
    </message>
    <message>
        <source>{system}, seit {date}</source>
        <translation>{system}, since {date}</translation>
    </message>
    <message>
        <source>Noch keine Anmeldung</source>
        <translation>No login yet</translation>
    </message>
    <message>
        <source>Zuletzt angemeldet: {moment}</source>
        <translation>Last login: {moment}</translation>
    </message>
    <message>
        <source>„{name}“ ist entfernt.</source>
        <translation>“{name}” is removed.</translation>
    </message>
    <message>
        <source>Dort kann sich niemand mehr mit Ihrem Zugang anmelden.</source>
        <translation>Nobody can log in to your account with it any more.</translation>
    </message>
</context>
<context>
    <name>Diagnosis</name>
    <message>
        <source>Die App läuft auf dem Computer, vor dem Sie sitzen.</source>
        <translation>The app runs on the computer in front of you.</translation>
    </message>
    <message>
        <source>Die App läuft auf dem Server {server}, über {kind}.</source>
        <translation>The app runs on the server {server}, by {kind}.</translation>
    </message>
    <message>
        <source>Die App läuft auf dem Server {server}, über {kind}. Sie sitzen am Computer {client}.</source>
        <translation>The app runs on the server {server}, by {kind}. You sit at the computer {client}.</translation>
    </message>
    <message>
        <source>Die App kann {in_keyring} schreiben, lesen und löschen.</source>
        <translation>The app can write, read and delete {in_keyring}.</translation>
    </message>
    <message>
        <source>Die App kann {in_keyring} schreiben, lesen und löschen, das dauerte aber {seconds} Sekunden.</source>
        <translation>The app can write, read and delete {in_keyring}, but that took {seconds} seconds.</translation>
    </message>
    <message>
        <source>Bleibt das so, fragen Sie Ihre IT.</source>
        <translation>If it stays like this, ask your IT department.</translation>
    </message>
    <message>
        <source>Ihre IT muss einen einrichten: GNOME Keyring, KWallet oder KeePassXC.</source>
        <translation>Your IT department has to set one up: GNOME Keyring, KWallet or KeePassXC.</translation>
    </message>
    <message>
        <source>{Keyring} fehlt auf diesem Computer.</source>
        <translation>{Keyring} is missing on this computer.</translation>
    </message>
    <message>
        <source>{Keyring} antwortet nicht richtig.</source>
        <translation>{Keyring} does not answer properly.</translation>
    </message>
    <message>
        <source>Melden Sie sich an diesem Computer ab und wieder an. Hilft das nicht, fragen Sie Ihre IT.</source>
        <translation>Log out of this computer and in again. If that does not help, ask your IT department.</translation>
    </message>
    <message>
        <source>{Keyring} ist gesperrt.</source>
        <translation>{Keyring} is locked.</translation>
    </message>
    <message>
        <source>Entsperren Sie {keyring}, meist mit Ihrem Anmeldekennwort, und prüfen Sie dann erneut.</source>
        <translation>Unlock {keyring}, usually with your login password, and then check again.</translation>
    </message>
    <message>
        <source>{Keyring} antwortet nicht.</source>
        <translation>{Keyring} does not answer.</translation>
    </message>
    <message>
        <source>Melden Sie sich an diesem Computer ab und wieder an, und prüfen Sie dann erneut.</source>
        <translation>Log out of this computer and in again, and then check again.</translation>
    </message>
    <message>
        <source>Links aus dem Browser öffnen diese App.</source>
        <translation>Links in the browser open this app.</translation>
    </message>
    <message>
        <source>Links aus dem Browser öffnen diese App nicht.</source>
        <translation>Links in the browser do not open this app.</translation>
    </message>
    <message>
        <source>Die App geht auch ohne Links. Sonst installieren Sie sie neu oder fragen Ihre IT.</source>
        <translation>The app works without links, too. Otherwise install it again or ask your IT department.</translation>
    </message>
    <message>
        <source>Das lässt sich hier nicht feststellen.</source>
        <translation>This cannot be found out here.</translation>
    </message>
    <message>
        <source>Das Portal hat eine signierte Anfrage dieser App richtig beantwortet.</source>
        <translation>The portal has answered a signed request of this app properly.</translation>
    </message>
    <message>
        <source>Auf diesem Computer ist noch kein Konto aktiviert.</source>
        <translation>No account has been activated on this computer yet.</translation>
    </message>
    <message>
        <source>Die Probe ist fehlgeschlagen: {title} ({code})</source>
        <translation>The test failed: {title} ({code})</translation>
    </message>
    <message>
        <source>Erst möglich, wenn das Problem weiter oben gelöst ist.</source>
        <translation>Possible once the problem above is solved.</translation>
    </message>
    <message>
        <source>Diese Prüfung kam zu keinem Ende.</source>
        <translation>This check did not finish.</translation>
    </message>
    <message>
        <source>Bitte prüfen Sie später noch einmal.</source>
        <translation>Please check again later.</translation>
    </message>
    <message>
        <source>Ausgestellt von {issuer}, gültig bis {until}.</source>
        <translation>Issued by {issuer}, valid until {until}.</translation>
    </message>
    <message>
        <source>Ausgestellt von {issuer}, gültig bis {until}. Vertraut wird ihm durch die Datei der Richtlinie.</source>
        <translation>Issued by {issuer}, valid until {until}. It is trusted because of the policy’s file.</translation>
    </message>
    <message>
        <source>Dieses Portal läuft auf diesem Computer, ohne TLS.</source>
        <translation>This portal runs on this computer, without TLS.</translation>
    </message>
    <message>
        <source>Das Zertifikat wurde ausgestellt von {issuer}. Dieser Stelle vertraut dieser Computer nicht.</source>
        <translation>The certificate was issued by {issuer}. This computer does not trust that authority.</translation>
    </message>
    <message>
        <source>Prüft Ihre Einrichtung verschlüsselte Verbindungen? Dann muss Ihre IT das Zertifikat dieser Stelle hier einrichten. Sonst benutzen Sie dieses Netz nicht.</source>
        <translation>Does your organisation inspect encrypted connections? Then your IT department has to install that authority’s certificate here. Otherwise do not use this network.</translation>
    </message>
    <message>
        <source>Das Zertifikat von {issuer} gilt vom {since} bis {until}. Für diesen Computer ist heute der {now}.</source>
        <translation>The certificate of {issuer} is valid from {since} to {until}. For this computer today is {now}.</translation>
    </message>
    <message>
        <source>Prüfen Sie Datum und Uhrzeit dieses Computers.</source>
        <translation>Check the date and time of this computer.</translation>
    </message>
    <message>
        <source>Das Zertifikat von {issuer} gilt nicht für die Adresse des Portals.</source>
        <translation>The certificate of {issuer} is not valid for the portal’s address.</translation>
    </message>
    <message>
        <source>Benutzen Sie dieses Netz nicht und fragen Sie Ihre IT.</source>
        <translation>Do not use this network, and ask your IT department.</translation>
    </message>
    <message>
        <source>Eine verschlüsselte Verbindung kommt nicht zustande.</source>
        <translation>No encrypted connection can be made.</translation>
    </message>
    <message>
        <source>Oft steht eine Firewall dazwischen. Bitte fragen Sie Ihre IT.</source>
        <translation>Often a firewall is in between. Please ask your IT department.</translation>
    </message>
    <message>
        <source>Das Portal hat geantwortet und sich ausgewiesen.</source>
        <translation>The portal has answered and proved what it is.</translation>
    </message>
    <message>
        <source>Statt des Portals antwortet eine Webseite, meist die Anmeldeseite eines WLANs.</source>
        <translation>Instead of the portal a web page answers, usually the login page of a Wi-Fi network.</translation>
    </message>
    <message>
        <source>Öffnen Sie Ihren Browser, melden Sie sich im WLAN an und prüfen Sie dann erneut.</source>
        <translation>Open your browser, log in to the Wi-Fi network and then check again.</translation>
    </message>
    <message>
        <source>Es antwortet etwas anderes als das Portal (Antwort {status}).</source>
        <translation>Something other than the portal answers (status {status}).</translation>
    </message>
    <message>
        <source>Oft ist es ein Filter für Webseiten. Bitten Sie Ihre IT, das Portal zu erlauben.</source>
        <translation>Often it is a web filter. Ask your IT department to allow the portal.</translation>
    </message>
    <message>
        <source>Das Portal ist gerade nicht verfügbar (Antwort {status}).</source>
        <translation>The portal is not available just now (status {status}).</translation>
    </message>
    <message>
        <source>Bitte versuchen Sie es in einigen Minuten wieder.</source>
        <translation>Please try again in a few minutes.</translation>
    </message>
    <message>
        <source>Die Schlüssel sind nicht die, die Ihre IT festgelegt hat.</source>
        <translation>The keys are not the ones that your IT department has set.</translation>
    </message>
    <message>
        <source>Melden Sie sich nicht an und nennen Sie dem technischen Support den Support-Code.</source>
        <translation>Do not log in, and tell technical support the support code.</translation>
    </message>
    <message>
        <source>Die Verbindung steht, aber es kommt keine Antwort.</source>
        <translation>There is a connection, but no answer.</translation>
    </message>
    <message>
        <source>Die Uhr dieses Computers geht richtig.</source>
        <translation>The clock of this computer is right.</translation>
    </message>
    <message>
        <source>Die Uhr dieses Computers geht {minutes} Minuten {direction}.</source>
        <translation>The clock of this computer is {minutes} minutes {direction}.</translation>
    </message>
    <message>
        <source>Stellen Sie Datum und Uhrzeit richtig, am besten automatisch. Mit falscher Uhr gelten Zertifikate nicht.</source>
        <translation>Set the date and time correctly, preferably automatically. With a wrong clock, certificates are not valid.</translation>
    </message>
    <message>
        <source>Die Antwort sagt nicht, wie spät es dort ist.</source>
        <translation>The answer does not tell what time it is there.</translation>
    </message>
    <message>
        <source>Portal und App passen zusammen.</source>
        <translation>Portal and app work together.</translation>
    </message>
    <message>
        <source>Das Portal ist älter als diese App.</source>
        <translation>The portal is older than this app.</translation>
    </message>
    <message>
        <source>Manches kann fehlschlagen. Bitte nennen Sie dem technischen Support den Support-Code.</source>
        <translation>Some things may fail. Please tell technical support the support code.</translation>
    </message>
    <message>
        <source>Diese App ist zu alt für das Portal.</source>
        <translation>This app is too old for the portal.</translation>
    </message>
    <message>
        <source>Bitte installieren Sie die aktuelle Version aus dem Portal.</source>
        <translation>Please install the current version from the portal.</translation>
    </message>
    <message>
        <source>{product} – Netz-Doktor</source>
        <translation>{product} – Connection doctor</translation>
    </message>
    <message>
        <source>Support-Code: {code}</source>
        <translation>Support code: {code}</translation>
    </message>
    <message>
        <source>Zeitpunkt: {moment}</source>
        <translation>Time: {moment}</translation>
    </message>
    <message>
        <source>Version: {version}</source>
        <translation>Version: {version}</translation>
    </message>
    <message>
        <source>System: {system}</source>
        <translation>System: {system}</translation>
    </message>
    <message>
        <source>Portal: {portal}</source>
        <translation>Portal: {portal}</translation>
    </message>
    <message>
        <source>Protokolle: {folder}</source>
        <translation>Logs: {folder}</translation>
    </message>
    <message>
        <source>ausgeschaltet</source>
        <translation>switched off</translation>
    </message>
    <message>
        <source>Ohne Proxy, direkt ins Internet ({source}).</source>
        <translation>Without a proxy, directly to the internet ({source}).</translation>
    </message>
    <message>
        <source>Über den Proxy {way} ({source}).</source>
        <translation>Through the proxy {way} ({source}).</translation>
    </message>
    <message>
        <source>Die Proxy-Datei {pac} nennt: {way} ({source}).</source>
        <translation>The proxy file {pac} names: {way} ({source}).</translation>
    </message>
    <message>
        <source>Die Datei {file} der Richtlinie hat keine lesbaren Zertifikate.</source>
        <translation>The policy’s file {file} has no readable certificates.</translation>
    </message>
    <message>
        <source>Bitte sagen Sie Ihrer IT, dass „extra_ca“ nicht stimmt.</source>
        <translation>Please tell your IT department that “extra_ca” is wrong.</translation>
    </message>
    <message>
        <source>Eingestellt ist ein Proxy der Art „{kind}“ ({source}). Die App kann nur HTTP-Proxys und SOCKS 5 benutzen.</source>
        <translation>A proxy of the kind “{kind}” is set ({source}). The app can use HTTP proxies and SOCKS 5 only.</translation>
    </message>
    <message>
        <source>Bitte fragen Sie Ihre IT nach einem HTTP-Proxy.</source>
        <translation>Please ask your IT department for an HTTP proxy.</translation>
    </message>
    <message>
        <source>Die Proxy-Datei {pac} lässt sich nicht laden ({source}). Die App versucht es ohne Proxy.</source>
        <translation>The proxy file {pac} cannot be loaded ({source}). The app tries without a proxy.</translation>
    </message>
    <message>
        <source>Sind Sie nicht im Netz Ihrer Einrichtung, ist das in Ordnung. Sonst fragen Sie Ihre IT.</source>
        <translation>Away from your organisation’s network this is all right. Otherwise ask your IT department.</translation>
    </message>
    <message>
        <source>Die Proxy-Datei {pac} gibt keine brauchbare Antwort ({source}). Die App versucht es ohne Proxy.</source>
        <translation>The proxy file {pac} gives no usable answer ({source}). The app tries without a proxy.</translation>
    </message>
    <message>
        <source>Bitte sagen Sie Ihrer IT, dass die Proxy-Datei nicht stimmt.</source>
        <translation>Please tell your IT department that the proxy file is wrong.</translation>
    </message>
    <message>
        <source>{name} hat die Adresse {address}.</source>
        <translation>{name} has the address {address}.</translation>
    </message>
    <message>
        <source>Zum Namen {name} findet dieser Computer keine Adresse.</source>
        <translation>This computer finds no address for the name {name}.</translation>
    </message>
    <message>
        <source>Prüfen Sie, ob andere Internetseiten gehen. Wenn ja, muss Ihre IT den Namen im DNS freigeben oder einen Proxy nennen.</source>
        <translation>Check whether other web pages work. If so, your IT department has to allow the name in DNS or name a proxy.</translation>
    </message>
    <message>
        <source>Zum Namen des Proxys, {name}, findet dieser Computer keine Adresse.</source>
        <translation>This computer finds no address for the proxy’s name, {name}.</translation>
    </message>
    <message>
        <source>Sind Sie mit dem Netz Ihrer Einrichtung verbunden (VPN)? Wenn ja, fragen Sie Ihre IT.</source>
        <translation>Are you connected to your organisation’s network (VPN)? If so, ask your IT department.</translation>
    </message>
    <message>
        <source>Bitten Sie Ihre IT, Verbindungen zu {at} in der Firewall zu erlauben oder einen Proxy zu nennen.</source>
        <translation>Ask your IT department to allow connections to {at} in the firewall or to name a proxy.</translation>
    </message>
    <message>
        <source>Bitte fragen Sie Ihre IT, ob der Proxy läuft und richtig eingestellt ist.</source>
        <translation>Please ask your IT department whether the proxy runs and is set properly.</translation>
    </message>
    <message>
        <source>{at} nimmt Verbindungen an.</source>
        <translation>{at} accepts connections.</translation>
    </message>
    <message>
        <source>{at} lehnt die Verbindung ab.</source>
        <translation>{at} refuses the connection.</translation>
    </message>
    <message>
        <source>{at} antwortet nicht.</source>
        <translation>{at} does not answer.</translation>
    </message>
    <message>
        <source>Der Proxy {at} lehnt die Verbindung ab.</source>
        <translation>The proxy {at} refuses the connection.</translation>
    </message>
    <message>
        <source>Der Proxy {at} antwortet nicht.</source>
        <translation>The proxy {at} does not answer.</translation>
    </message>
    <message>
        <source>Die Proxy-Datei {pac} führt zum Proxy {at}. Der nimmt keine Verbindung an.</source>
        <translation>The proxy file {pac} leads to the proxy {at}, which accepts no connection.</translation>
    </message>
    <message>
        <source>Bitte sagen Sie Ihrer IT, dass der Proxy in der Proxy-Datei nicht erreichbar ist.</source>
        <translation>Please tell your IT department that the proxy in the proxy file cannot be reached.</translation>
    </message>
    <message>
        <source>Es ist kein Proxy dazwischen.</source>
        <translation>There is no proxy in between.</translation>
    </message>
    <message>
        <source>Der Proxy {proxy} stellt die Verbindung her.</source>
        <translation>The proxy {proxy} makes the connection.</translation>
    </message>
    <message>
        <source>Der Proxy {proxy} stellt die Verbindung her, mit Ihrer Anmeldung an diesem Computer ({kind}).</source>
        <translation>The proxy {proxy} makes the connection, with your login to this computer ({kind}).</translation>
    </message>
    <message>
        <source>Der Proxy {proxy} stellt die Verbindung her, mit Benutzername und Kennwort ({kind}).</source>
        <translation>The proxy {proxy} makes the connection, with user name and password ({kind}).</translation>
    </message>
    <message>
        <source>Der Proxy {proxy} verlangt Benutzername und Kennwort (407).</source>
        <translation>The proxy {proxy} asks for a user name and a password (407).</translation>
    </message>
    <message>
        <source>Melden Sie sich am Proxy an. Danach wird von selbst noch einmal geprüft.</source>
        <translation>Log in to the proxy. Then everything is checked again by itself.</translation>
    </message>
    <message>
        <source>Der Proxy {proxy} verlangt eine Anmeldung mit Kerberos. Dieser Computer hat dafür gerade kein Ticket.</source>
        <translation>The proxy {proxy} asks for a Kerberos login. This computer has no ticket for it at the moment.</translation>
    </message>
    <message>
        <source>Melden Sie sich am Computer ab und mit dem Konto Ihrer Einrichtung wieder an. Hilft das nicht, fragen Sie Ihre IT.</source>
        <translation>Log out of this computer and log in again with the account of your institution. If that does not help, ask your IT department.</translation>
    </message>
    <message>
        <source>Der Proxy {proxy} verlangt eine Anmeldung, die die App nicht kann ({kinds}).</source>
        <translation>The proxy {proxy} asks for a kind of login that the app does not support ({kinds}).</translation>
    </message>
    <message>
        <source>Bitten Sie Ihre IT, das Portal am Proxy ohne Anmeldung oder mit Negotiate, NTLM oder Basic zu erlauben.</source>
        <translation>Ask your IT department to allow the portal at the proxy without a login, or with Negotiate, NTLM or Basic.</translation>
    </message>
    <message>
        <source>Der Proxy {proxy} verbietet das Portal (Antwort {status}).</source>
        <translation>The proxy {proxy} forbids the portal (status {status}).</translation>
    </message>
    <message>
        <source>Bitten Sie Ihre IT, das Portal am Proxy zu erlauben.</source>
        <translation>Ask your IT department to allow the portal at the proxy.</translation>
    </message>
    <message>
        <source>Der Proxy {proxy} erreicht das Portal selbst nicht.</source>
        <translation>The proxy {proxy} does not reach the portal itself.</translation>
    </message>
    <message>
        <source>Bitte versuchen Sie es später wieder oder fragen Sie Ihre IT.</source>
        <translation>Please try again later, or ask your IT department.</translation>
    </message>
    <message>
        <source>Weg ins Netz</source>
        <translation>Way to the internet</translation>
    </message>
    <message>
        <source>Namensauflösung</source>
        <translation>Name resolution</translation>
    </message>
    <message>
        <source>Erreichbarkeit</source>
        <translation>Reachability</translation>
    </message>
    <message>
        <source>Anmeldung am Proxy</source>
        <translation>Login to the proxy</translation>
    </message>
    <message>
        <source>Verschlüsselung und Zertifikat</source>
        <translation>Encryption and certificate</translation>
    </message>
    <message>
        <source>Antwort des Portals</source>
        <translation>Answer of the portal</translation>
    </message>
    <message>
        <source>Uhrzeit</source>
        <translation>Clock</translation>
    </message>
    <message>
        <source>Version des Portals</source>
        <translation>Version of the portal</translation>
    </message>
    <message>
        <source>Sitzung</source>
        <translation>Session</translation>
    </message>
    <message>
        <source>Kennwortspeicher</source>
        <translation>Password store</translation>
    </message>
    <message>
        <source>Links aus dem Browser</source>
        <translation>Links in the browser</translation>
    </message>
    <message>
        <source>Probe einer Freigabe</source>
        <translation>Test of an approval</translation>
    </message>
    <message>
        <source>In Ordnung</source>
        <translation>All right</translation>
    </message>
    <message>
        <source>Auffällig</source>
        <translation>Unusual</translation>
    </message>
    <message>
        <source>Fehler</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>Nicht geprüft</source>
        <translation>Not checked</translation>
    </message>
    <message>
        <source>Richtlinie Ihrer IT</source>
        <translation>your IT department’s policy</translation>
    </message>
    <message>
        <source>Umgebungsvariable</source>
        <translation>environment variable</translation>
    </message>
    <message>
        <source>Systemeinstellung</source>
        <translation>system setting</translation>
    </message>
    <message>
        <source>Einstellungen von GNOME</source>
        <translation>GNOME’s settings</translation>
    </message>
    <message>
        <source>Einstellungen von KDE</source>
        <translation>KDE’s settings</translation>
    </message>
    <message>
        <source>Netzwerkeinstellungen von macOS</source>
        <translation>network settings of macOS</translation>
    </message>
    <message>
        <source>Internetoptionen von Windows</source>
        <translation>internet options of Windows</translation>
    </message>
    <message>
        <source>automatische Suche im Netz, WPAD</source>
        <translation>automatic discovery in the network, WPAD</translation>
    </message>
    <message>
        <source>nichts anderes eingestellt</source>
        <translation>nothing else is set</translation>
    </message>
    <message>
        <source>direkt</source>
        <translation>direct</translation>
    </message>
    <message>
        <source>vor</source>
        <translation>fast</translation>
    </message>
    <message>
        <source>nach</source>
        <translation>slow</translation>
    </message>
</context>
<context>
    <name>DiagnosticsView</name>
    <message>
        <source>Support-Datei speichern</source>
        <translation>Save support file</translation>
    </message>
    <message>
        <source>Textdateien (*.txt)</source>
        <translation>Text files (*.txt)</translation>
    </message>
    <message>
        <source>Support {code}.txt</source>
        <translation>Support {code}.txt</translation>
    </message>
</context>
<context>
    <name>DigitsField</name>
    <message>
        <source>6 Ziffern</source>
        <translation>6 digits</translation>
    </message>
    <message>
        <source>Bitte geben Sie alle 6 Ziffern des Codes ein.</source>
        <translation>Please enter all 6 digits of the code.</translation>
    </message>
    <message>
        <source>Hier sind nur Ziffern möglich.</source>
        <translation>Please enter digits only.</translation>
    </message>
    <message>
        <source>Der Code hat genau 6 Ziffern.</source>
        <translation>The code has exactly 6 digits.</translation>
    </message>
</context>
<context>
    <name>DonePage</name>
    <message>
        <source>Glückwunsch</source>
        <translation>Congratulations</translation>
    </message>
    <message>
        <source>Die {product} ist auf diesem Gerät aktiviert.</source>
        <translation>The {product} is activated on this device.</translation>
    </message>
    <message>
        <source>Konto</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>Freischaltung</source>
        <translation>Clearance</translation>
    </message>
    <message>
        <source>Jetzt einloggen</source>
        <translation>Log in now</translation>
    </message>
    <message>
        <source>Zur Übersicht</source>
        <translation>To the overview</translation>
    </message>
    <message>
        <source>AOK Zweifaktor App Login</source>
        <translation>AOK Zweifaktor App login</translation>
    </message>
    <message>
        <source>Freischaltung durch die AOK steht noch aus</source>
        <translation>Not cleared by the AOK yet</translation>
    </message>
    <message>
        <source>Damit ist die Registrierung Ihrerseits abgeschlossen. Das Einloggen ist jedoch erst nach Freischaltung durch die AOK möglich. Sie erhalten dann eine E‑Mail.</source>
        <translation>You have done your part of the registration. You can log in only after the AOK has cleared your account. You will then get an e‑mail.</translation>
    </message>
</context>
<context>
    <name>Enrolment</name>
    <message>
        <source>Neuer Computer</source>
        <translation>New computer</translation>
    </message>
    <message>
        <source>Hier arbeiten Sie zum ersten Mal mit der App. Bestätigen Sie diesen Computer einmal mit Ihrem PIN‑Code, dann geht es weiter wie gewohnt.</source>
        <translation>You are using the app here for the first time. Confirm this computer once with your PIN, then everything goes on as usual.</translation>
    </message>
    <message>
        <source>Bestätigen</source>
        <translation>Confirm</translation>
    </message>
    <message>
        <source>Der Computer ist nicht bestätigt</source>
        <translation>The computer is not confirmed</translation>
    </message>
</context>
<context>
    <name>Failure</name>
    <message>
        <source>Aussteller des Zertifikats: {name}.</source>
        <translation>Issuer of the certificate: {name}.</translation>
    </message>
    <message>
        <source>Art des Proxys: {name}.</source>
        <translation>Kind of proxy: {name}.</translation>
    </message>
    <message>
        <source>Aus Ihrem Netzwerk kamen sehr viele Anfragen.</source>
        <translation>A great many requests came from your network.</translation>
    </message>
    <message>
        <source>Für diesen Benutzernamen kamen sehr viele Anfragen.</source>
        <translation>A great many requests came for this user name.</translation>
    </message>
    <message>
        <source>Diese App hat sehr viele Anfragen gesendet.</source>
        <translation>This app has sent a great many requests.</translation>
    </message>
    <message>
        <source>Proxy: {name}.</source>
        <translation>Proxy: {name}.</translation>
    </message>
    <message>
        <source>Betroffen: {name}.</source>
        <translation>Affected: {name}.</translation>
    </message>
    <message>
        <source>Datei: {name}.</source>
        <translation>File: {name}.</translation>
    </message>
    <message>
        <source>PIN‑Code falsch.</source>
        <translation>Wrong PIN.</translation>
    </message>
    <message>
        <source>Das Portal verlangt mindestens Version {name}.</source>
        <translation>The portal requires version {name} or newer.</translation>
    </message>
    <message>
        <source>PIN‑Code falsch. Noch 1 Versuch, dann wird dieses Gerät gesperrt.</source>
        <translation>Wrong PIN. 1 try left, then this device is locked.</translation>
    </message>
    <message>
        <source>PIN‑Code falsch. Noch {left} Versuche, dann wird dieses Gerät gesperrt.</source>
        <translation>Wrong PIN. {left} tries left, then this device is locked.</translation>
    </message>
    <message>
        <source>PIN‑Code falsch</source>
        <translation>Wrong PIN</translation>
    </message>
    <message>
        <source>Noch 1 Versuch</source>
        <translation>1 try left</translation>
    </message>
    <message>
        <source>Noch {left} Versuche</source>
        <translation>{left} tries left</translation>
    </message>
    <message>
        <source>Dieser Code gilt nicht mehr, Sie brauchen einen neuen.</source>
        <translation>This code is no longer valid, you need a new one.</translation>
    </message>
    <message>
        <source>Mindestens 1 Versuch ist noch möglich.</source>
        <translation>At least 1 try remains.</translation>
    </message>
    <message>
        <source>Mindestens {count} Versuche sind noch möglich.</source>
        <translation>At least {count} tries remain.</translation>
    </message>
    <message>
        <source>Bitte versuchen Sie es in {count} Sekunden wieder.</source>
        <translation>Please try again in {count} seconds.</translation>
    </message>
    <message>
        <source>Bitte versuchen Sie es in {count} Minuten wieder.</source>
        <translation>Please try again in {count} minutes.</translation>
    </message>
    <message>
        <source>Benutzername und Aktivierungscode passen nicht zusammen.</source>
        <translation>User name and activation code do not match.</translation>
    </message>
    <message>
        <source>Der Code gilt 10 Minuten und nur einmal. Bitte prüfen Sie beide Angaben oder lassen Sie sich im Portal einen neuen Code anzeigen.</source>
        <translation>The code is valid for 10 minutes and only once. Please check both entries or have the portal show you a new code.</translation>
    </message>
    <message>
        <source>Die Aktivierung hat zu lange gedauert.</source>
        <translation>The activation took too long.</translation>
    </message>
    <message>
        <source>Sie wurde aus Sicherheitsgründen beendet. Bitte beginnen Sie noch einmal mit einem neuen Aktivierungscode aus dem Portal.</source>
        <translation>It was ended for your safety. Please begin again with a new activation code from the portal.</translation>
    </message>
    <message>
        <source>Bitte geben Sie ihn noch einmal ein.</source>
        <translation>Please enter it once more.</translation>
    </message>
    <message>
        <source>Dieses Gerät ist gesperrt.</source>
        <translation>This device is locked.</translation>
    </message>
    <message>
        <source>Der PIN‑Code wurde zu oft falsch eingegeben.</source>
        <translation>A wrong PIN was entered too often.</translation>
    </message>
    <message>
        <source>Das Portal ist gerade nicht erreichbar.</source>
        <translation>The portal cannot be reached just now.</translation>
    </message>
    <message>
        <source>Bitte prüfen Sie Ihre Internetverbindung.</source>
        <translation>Please check your internet connection.</translation>
    </message>
    <message>
        <source>Die Verbindung zum Portal ist nicht vertrauenswürdig.</source>
        <translation>The connection to the portal cannot be trusted.</translation>
    </message>
    <message>
        <source>Das Zertifikat der Gegenstelle konnte nicht geprüft werden. Bitte prüfen Sie Datum und Uhrzeit dieses Computers oder fragen Sie Ihre IT.</source>
        <translation>The other side’s certificate could not be verified. Please check the date and time of this computer, or ask your IT department.</translation>
    </message>
    <message>
        <source>Es hat nicht das Portal geantwortet.</source>
        <translation>It was not the portal that answered.</translation>
    </message>
    <message>
        <source>Oft steckt die Anmeldeseite eines WLANs dahinter. Öffnen Sie Ihren Browser und melden Sie sich dort an, oder fragen Sie Ihre IT.</source>
        <translation>Often this is the login page of a Wi-Fi network. Open your browser and log in there, or ask your IT department.</translation>
    </message>
    <message>
        <source>Ihr Netzwerk verlangt eine Anmeldung am Proxy.</source>
        <translation>Your network asks for a login at its proxy.</translation>
    </message>
    <message>
        <source>Bitte fragen Sie Ihre IT nach dem Zugang zum Internet.</source>
        <translation>Please ask your IT department for access to the internet.</translation>
    </message>
    <message>
        <source>Das Portal ist vorübergehend nicht verfügbar.</source>
        <translation>The portal is not available for the moment.</translation>
    </message>
    <message>
        <source>Bitte versuchen Sie es in einigen Minuten wieder.</source>
        <translation>Please try again in a few minutes.</translation>
    </message>
    <message>
        <source>Das waren zu viele Versuche in kurzer Zeit.</source>
        <translation>These were too many tries in a short time.</translation>
    </message>
    <message>
        <source>Bitte fragen Sie Ihre IT.</source>
        <translation>Please ask your IT department.</translation>
    </message>
    <message>
        <source>Der Proxy Ihres Netzes ist nicht erreichbar.</source>
        <translation>The proxy of your network cannot be reached.</translation>
    </message>
    <message>
        <source>Der Proxy verlangt eine Anmeldung, die an diesem Computer nicht möglich ist.</source>
        <translation>The proxy asks for a login that is not possible on this computer.</translation>
    </message>
    <message>
        <source>Bitten Sie Ihre IT, das Portal am Proxy zu erlauben.</source>
        <translation>Ask your IT department to allow the portal at the proxy.</translation>
    </message>
    <message>
        <source>Der Proxy lässt das Portal nicht zu.</source>
        <translation>The proxy does not allow the portal.</translation>
    </message>
    <message>
        <source>Den eingestellten Proxy kann die App nicht benutzen.</source>
        <translation>The app cannot use the proxy that is set.</translation>
    </message>
    <message>
        <source>Bitte fragen Sie Ihre IT nach einem HTTP-Proxy.</source>
        <translation>Please ask your IT department for an HTTP proxy.</translation>
    </message>
    <message>
        <source>Die Adresse des Portals wird in Ihrem Netz nicht gefunden.</source>
        <translation>The address of the portal is not found in your network.</translation>
    </message>
    <message>
        <source>Melden Sie sich an diesem Computer ab und wieder an. Hilft das nicht, fragen Sie Ihre IT.</source>
        <translation>Log out of this computer and in again. If that does not help, ask your IT department.</translation>
    </message>
    <message>
        <source>Der Schlüssel dieses Geräts fehlt.</source>
        <translation>The key of this device is missing.</translation>
    </message>
    <message>
        <source>Der Schlüssel dieses Geräts ist beschädigt.</source>
        <translation>The key of this device is damaged.</translation>
    </message>
    <message>
        <source>Ihr PIN‑Code wurde auf einem anderen Computer geändert.</source>
        <translation>Your PIN was changed on another computer.</translation>
    </message>
    <message>
        <source>Hier sind die Daten der App noch von davor. Mit ihnen gilt kein PIN‑Code mehr. Ihre IT kann Ihr Profil von jenem Computer zurückholen.</source>
        <translation>This computer still has the app’s data from before. No PIN is right with it any more. Your IT department can bring your profile back from that computer.</translation>
    </message>
    <message>
        <source>Diese Anmeldung ist nicht mehr offen.</source>
        <translation>This login is no longer open.</translation>
    </message>
    <message>
        <source>Bitte beginnen Sie die Anmeldung noch einmal.</source>
        <translation>Please begin the login once more.</translation>
    </message>
    <message>
        <source>Es gibt eine neuere Anmeldung.</source>
        <translation>There is a newer login.</translation>
    </message>
    <message>
        <source>Nur die neueste Anmeldung kann freigegeben werden.</source>
        <translation>Only the newest login can be approved.</translation>
    </message>
    <message>
        <source>Die AOK hat Ihren Zugang noch nicht freigeschaltet.</source>
        <translation>The AOK has not cleared your account yet.</translation>
    </message>
    <message>
        <source>Sie erhalten eine E‑Mail, sobald Sie sich anmelden können.</source>
        <translation>You will get an e‑mail as soon as you can log in.</translation>
    </message>
    <message>
        <source>Der Browser ließ sich nicht öffnen.</source>
        <translation>The browser could not be opened.</translation>
    </message>
    <message>
        <source>Bitte öffnen Sie Ihren Browser von Hand und beginnen Sie die Anmeldung dort.</source>
        <translation>Please open your browser by hand and begin the login there.</translation>
    </message>
    <message>
        <source>Dieses Gerät ist abgemeldet.</source>
        <translation>This device is logged out.</translation>
    </message>
    <message>
        <source>Es wurde entfernt, zurückgesetzt oder durch einen neuen Computer ersetzt.</source>
        <translation>It was removed, reset or replaced by a new computer.</translation>
    </message>
    <message>
        <source>Ihr Zugang ist zu Ihrem Schutz angehalten.</source>
        <translation>Your access has been stopped for your protection.</translation>
    </message>
    <message>
        <source>Der Schlüssel dieses Geräts wurde an zwei Orten benutzt, zum Beispiel in einer Kopie dieses Computers. Bitte sagen Sie Ihrer IT Bescheid.</source>
        <translation>This device’s key was used in two places, in a copy of this computer for example. Please tell your IT department.</translation>
    </message>
    <message>
        <source>Diese Anmeldung können Sie hier nicht freigeben.</source>
        <translation>You cannot approve this login here.</translation>
    </message>
    <message>
        <source>Sie kommt von einem Browser auf einem anderen Computer, und Ihre IT hat das nicht erlaubt. Lehnen Sie ab und melden Sie sich mit dem Browser dieses Computers an.</source>
        <translation>It comes from a browser on another computer, which your IT department has not allowed. Deny it, and log in with the browser on this computer.</translation>
    </message>
    <message>
        <source>Dieser Link ist unvollständig oder beschädigt.</source>
        <translation>This link is incomplete or damaged.</translation>
    </message>
    <message>
        <source>Bitte öffnen Sie ihn noch einmal im Portal, oder geben Sie Benutzername und Aktivierungscode von Hand ein.</source>
        <translation>Please open it in the portal again, or type in user name and activation code.</translation>
    </message>
    <message>
        <source>Dieser Link gehört zu einem anderen Portal.</source>
        <translation>This link belongs to another portal.</translation>
    </message>
    <message>
        <source>Die App hat ihn zu Ihrem Schutz nicht geöffnet. Benutzen Sie bitte nur das Portal, das Sie kennen, und fragen Sie im Zweifel Ihre IT.</source>
        <translation>To protect you, the app has not opened it. Please use only the portal that you know, and ask your IT department if in doubt.</translation>
    </message>
    <message>
        <source>Wenn Sie ein zweites Gerät haben, bekommen Sie dort unter „Neuer Computer oder weiteres Gerät“ einen Aktivierungscode für dieses. Sonst setzen Sie Ihren Zugang im Portal zurück: mit einer neuen Arbeitgeberbescheinigung.</source>
        <translation>If you have a second device, you get an activation code for this one there, under “New computer or further device”. Otherwise reset your access at the portal, with a new employer certificate.</translation>
    </message>
    <message>
        <source>Nicht nur Ihre IT kann sie ändern. Zu Ihrem Schutz startet die App nicht. Bitte nennen Sie Ihrer IT den Code und die Angabe, die hier stehen.</source>
        <translation>People other than your IT department can change them. For your protection the app does not start. Please tell your IT department the code and the details shown here.</translation>
    </message>
    <message>
        <source>Die App erkennt diesen Computer gerade nicht.</source>
        <translation>The app cannot tell which computer this is just now.</translation>
    </message>
    <message>
        <source>Zu Ihrem Schutz geht es so nicht weiter: Für das Portal sähe dieser Computer wie ein anderer aus. Bitte versuchen Sie es gleich noch einmal. Hilft das nicht, fragen Sie Ihre IT.</source>
        <translation>For your protection the app does not go on: to the portal this computer would look like another one. Please try again in a moment. If that does not help, ask your IT department.</translation>
    </message>
    <message>
        <source>Die App wurde inzwischen auf einem anderen Computer geöffnet.</source>
        <translation>The app has been opened on another computer meanwhile.</translation>
    </message>
    <message>
        <source>Dieser Computer war vermutlich im Ruhezustand. Damit beide sich nicht stören, arbeitet die App hier nicht weiter. Brauchen Sie sie hier, schließen Sie sie bitte dort und starten Sie sie hier neu.</source>
        <translation>This computer was probably asleep. So that the two do not get in each other’s way, the app does not go on here. If you need it here, please close it there and start it here again.</translation>
    </message>
    <message>
        <source>Die App ist schon geöffnet, antwortet aber nicht.</source>
        <translation>The app is already open, but does not answer.</translation>
    </message>
    <message>
        <source>Bitte nennen Sie dem technischen Support den Code, der hier steht.</source>
        <translation>Please tell technical support the code that is shown here.</translation>
    </message>
    <message>
        <source>Das Portal kennt dieses Gerät nicht.</source>
        <translation>The portal does not know this device.</translation>
    </message>
    <message>
        <source>{Keyring} fehlt auf diesem Computer.</source>
        <translation>{Keyring} is missing on this computer.</translation>
    </message>
    <message>
        <source>Die App braucht {keyring}, um Ihren Zugang sicher aufzubewahren. Bitte fragen Sie Ihre IT.</source>
        <translation>The app needs {keyring} to keep your access safe. Please ask your IT department.</translation>
    </message>
    <message>
        <source>{Keyring} antwortet nicht richtig.</source>
        <translation>{Keyring} does not answer properly.</translation>
    </message>
    <message>
        <source>{Keyring} ist gesperrt.</source>
        <translation>{Keyring} is locked.</translation>
    </message>
    <message>
        <source>Bitte entsperren Sie {keyring} dieses Computers, meist mit Ihrem Anmeldekennwort, und versuchen Sie es dann erneut.</source>
        <translation>Please unlock {keyring} of this computer, usually with your login password, and then try again.</translation>
    </message>
    <message>
        <source>{Keyring} antwortet nicht.</source>
        <translation>{Keyring} does not answer.</translation>
    </message>
    <message>
        <source>Bitte versuchen Sie es erneut. Hilft das nicht, melden Sie sich an diesem Computer ab und wieder an.</source>
        <translation>Please try again. If that does not help, log out of this computer and in again.</translation>
    </message>
    <message>
        <source>Er liegt nicht mehr {in_keyring}.</source>
        <translation>It is no longer {in_keyring}.</translation>
    </message>
    <message>
        <source>Neuer Computer.</source>
        <translation>New computer.</translation>
    </message>
    <message>
        <source>Hier arbeiten Sie zum ersten Mal mit der App. Bestätigen Sie diesen Computer einmal mit Ihrem PIN‑Code.</source>
        <translation>You are using the app here for the first time. Confirm the computer once with your PIN.</translation>
    </message>
    <message>
        <source>Diese Version der App ist zu alt.</source>
        <translation>This version of the app is too old.</translation>
    </message>
    <message>
        <source>Bitte installieren Sie die aktuelle Version aus dem Portal.</source>
        <translation>Please install the current version from the portal.</translation>
    </message>
    <message>
        <source>Die Schlüssel des Portals haben sich unerwartet geändert.</source>
        <translation>The keys of the portal have changed unexpectedly.</translation>
    </message>
    <message>
        <source>Zu Ihrem Schutz geht es hier nicht weiter.</source>
        <translation>For your protection the app stops here.</translation>
    </message>
    <message>
        <source>Die Einstellungen der App sind nicht lesbar.</source>
        <translation>The settings of the app cannot be read.</translation>
    </message>
    <message>
        <source>Bitte fragen Sie Ihre IT: Adresse des Portals oder Richtlinie prüfen.</source>
        <translation>Please ask your IT department to check the portal’s address and the policy.</translation>
    </message>
    <message>
        <source>Die App kann ihre Daten nicht speichern.</source>
        <translation>The app cannot save its data.</translation>
    </message>
    <message>
        <source>Bitte prüfen Sie, ob noch Speicherplatz frei ist, oder fragen Sie Ihre IT.</source>
        <translation>Please check whether there is free disk space, or ask your IT department.</translation>
    </message>
    <message>
        <source>Die App kann ihre Daten gerade nicht lesen.</source>
        <translation>The app cannot read its data just now.</translation>
    </message>
    <message>
        <source>Es wurde nichts verändert. Vielleicht hält ein anderes Programm sie fest, oder das Laufwerk ist nicht erreichbar: Bitte versuchen Sie es gleich noch einmal. Hilft das nicht, fragen Sie Ihre IT.</source>
        <translation>Nothing was changed. Another program may be holding them, or the drive cannot be reached: please try again in a moment. If that does not help, ask your IT department.</translation>
    </message>
    <message>
        <source>Die Daten der App sind beschädigt.</source>
        <translation>The app’s data is damaged.</translation>
    </message>
    <message>
        <source>Es wurde nichts verändert. Ihre IT kann diese Datei aus einer Sicherung zurückholen; dann sind Ihre Zugänge wieder da. Gibt es keine Sicherung, hilft Ihnen der technische Support weiter.</source>
        <translation>Nothing was changed. Your IT department can bring this file back from a backup; then your accounts are there again. If there is no backup, technical support will help you.</translation>
    </message>
    <message>
        <source>Die Daten der App stammen von einer neueren Version.</source>
        <translation>The app’s data comes from a newer version.</translation>
    </message>
    <message>
        <source>Damit nichts verloren geht, ändert diese Version sie nicht. Bitte installieren Sie die aktuelle Version aus dem Portal, oder fragen Sie Ihre IT.</source>
        <translation>So that nothing is lost, this version does not change it. Please install the current version from the portal, or ask your IT department.</translation>
    </message>
    <message>
        <source>Die App in der anderen Sitzung hat sich nicht geschlossen.</source>
        <translation>The app in the other session has not closed.</translation>
    </message>
    <message>
        <source>Sie antwortet nicht oder arbeitet noch. Damit sich beide nicht stören, beginnt die App hier erst, wenn sie dort geschlossen ist. Bitte versuchen Sie es noch einmal. Hilft das nicht, schließen Sie die App dort, oder melden Sie sich in der anderen Sitzung vom Computer ab.</source>
        <translation>It does not answer, or is still at work. So that the two do not get in each other’s way, the app starts here only when it is closed there. Please try again. If that does not help, close the app there, or log out of the computer in the other session.</translation>
    </message>
    <message>
        <source>Bitte warten Sie einen Moment, oder schließen Sie das andere Fenster. Versuchen Sie es dann noch einmal.</source>
        <translation>Please wait a moment, or close the other window. Then try again.</translation>
    </message>
    <message>
        <source>Der Start bei der Anmeldung lässt sich nicht ändern.</source>
        <translation>Starting at login cannot be changed.</translation>
    </message>
    <message>
        <source>Bitte fragen Sie Ihre IT, ob sie ihn festgelegt hat.</source>
        <translation>Please ask your IT department whether they decide about it.</translation>
    </message>
    <message>
        <source>Ein unerwarteter Fehler ist aufgetreten.</source>
        <translation>An unexpected error has occurred.</translation>
    </message>
    <message>
        <source>Die Einstellungen der App sind nicht geschützt.</source>
        <translation>The settings of the app are not protected.</translation>
    </message>
    <message>
        <source>Bitte starten Sie die App neu.</source>
        <translation>Please start the app again.</translation>
    </message>
</context>
<context>
    <name>FilePage</name>
    <message>
        <source>Support-Datei</source>
        <translation>Support file</translation>
    </message>
    <message>
        <source>Das steht in der Datei. Benutzernamen, Kennwörter, PIN‑Codes und Schlüssel sind nicht enthalten. Nennen Sie dem Support am Telefon den Support-Code oder schicken Sie ihm die Datei.</source>
        <translation>This is what the file says. It has no user names, passwords, PINs or keys in it. Tell support the support code on the telephone, or send them the file.</translation>
    </message>
    <message>
        <source>Inhalt der Support-Datei</source>
        <translation>Contents of the support file</translation>
    </message>
    <message>
        <source>Speichern …</source>
        <translation>Save …</translation>
    </message>
    <message>
        <source>Gespeichert: {place}</source>
        <translation>Saved: {place}</translation>
    </message>
    <message>
        <source>Dort lässt sich nichts speichern. Bitte wählen Sie einen anderen Ordner.</source>
        <translation>Nothing can be saved there. Please choose another folder.</translation>
    </message>
</context>
<context>
    <name>HelpView</name>
    <message>
        <source>Hilfe</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>Hotline</source>
        <translation>Hotline</translation>
    </message>
    <message>
        <source>Technischer Support</source>
        <translation>Technical support</translation>
    </message>
    <message>
        <source>Fragen zu Zahlungsavisen</source>
        <translation>Questions about payment advices</translation>
    </message>
    <message>
        <source>E‑Mail schreiben</source>
        <translation>Write e‑mail</translation>
    </message>
    <message>
        <source>E‑Mail: {address}</source>
        <translation>E‑mail: {address}</translation>
    </message>
    <message>
        <source>Zugang zurücksetzen</source>
        <translation>Reset access</translation>
    </message>
    <message>
        <source>Gerät verloren oder PIN‑Code vergessen?</source>
        <translation>Device lost or PIN forgotten?</translation>
    </message>
    <message>
        <source>Häufige Fragen</source>
        <translation>Frequent questions</translation>
    </message>
    <message>
        <source>Die Hilfe des Portals im Browser öffnen</source>
        <translation>Open the portal’s help in the browser</translation>
    </message>
    <message>
        <source>Tastatur</source>
        <translation>Keyboard</translation>
    </message>
    <message>
        <source>Welche Taste was bewirkt</source>
        <translation>Which key does what</translation>
    </message>
    <message>
        <source>Version und Lizenzen</source>
        <translation>Version and licences</translation>
    </message>
    <message>
        <source>Bitte schreiben Sie an diese Adresse: {address}</source>
        <translation>Please write to this address: {address}</translation>
    </message>
    <message>
        <source>Das E‑Mail‑Programm ließ sich nicht öffnen.</source>
        <translation>The e‑mail program could not be opened.</translation>
    </message>
    <message>
        <source>Der Browser ließ sich nicht öffnen.</source>
        <translation>The browser could not be opened.</translation>
    </message>
    <message>
        <source>Bitte öffnen Sie diese Adresse von Hand: {address}</source>
        <translation>Please open this address by hand: {address}</translation>
    </message>
    <message>
        <source>Über diese App</source>
        <translation>About this app</translation>
    </message>
    <message>
        <source>Netz-Doktor</source>
        <translation>Connection doctor</translation>
    </message>
    <message>
        <source>Verbindung und Computer prüfen</source>
        <translation>Check connection and computer</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Weiteres Konto aktivieren</source>
        <translation>Activate another account</translation>
    </message>
</context>
<context>
    <name>InterruptedPage</name>
    <message>
        <source>Erneut versuchen</source>
        <translation>Try again</translation>
    </message>
</context>
<context>
    <name>InvitationPage</name>
    <message>
        <source>Neuen Code anfordern</source>
        <translation>Request a new code</translation>
    </message>
    <message>
        <source>Umzug: Ihr Code</source>
        <translation>Move: your code</translation>
    </message>
    <message>
        <source>Weiteres Gerät: Ihr Code</source>
        <translation>Further device: your code</translation>
    </message>
    <message>
        <source>Schließen</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Fertig</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Geben Sie Benutzername und Code ein, oder lesen Sie den QR‑Code.</source>
        <translation>Enter user name and code, or read the QR code.</translation>
    </message>
    <message>
        <source>Danach ist dieser Computer abgemeldet.</source>
        <translation>After that this computer is logged out.</translation>
    </message>
    <message>
        <source>Lassen Sie die App hier offen: Sie zeigt an, wenn der Umzug fertig ist.</source>
        <translation>Leave the app open here: it tells you when the move is complete.</translation>
    </message>
    <message>
        <source>Installieren Sie dort die {product} und öffnen Sie sie.</source>
        <translation>Install the {product} there and open it.</translation>
    </message>
    <message>
        <source>Wählen Sie einen PIN‑Code für das neue Gerät.</source>
        <translation>Choose a PIN for the new device.</translation>
    </message>
    <message>
        <source>Auf dem neuen Gerät:</source>
        <translation>On the new device:</translation>
    </message>
</context>
<context>
    <name>InvitationView</name>
    <message>
        <source>Der Umzug ist abgeschlossen</source>
        <translation>The move is complete</translation>
    </message>
    <message>
        <source>Melden Sie sich ab jetzt am neuen Computer an. Dieser hier ist abgemeldet; „Fertig“ entfernt das Konto auch aus dieser App.</source>
        <translation>From now on, log in at the new computer. This one is logged out; “Done” also removes the account from this app.</translation>
    </message>
    <message>
        <source>Es gibt gerade keinen Code</source>
        <translation>There is no code just now</translation>
    </message>
    <message>
        <source>Code anzeigen</source>
        <translation>Show code</translation>
    </message>
    <message>
        <source>Neuen Code anfordern</source>
        <translation>Request a new code</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Der Code ist abgelaufen</source>
        <translation>The code has expired</translation>
    </message>
    <message>
        <source>Er galt 10 Minuten. Sie können jederzeit einen neuen anfordern.</source>
        <translation>It was valid for 10 minutes. You can request a new one at any time.</translation>
    </message>
    <message>
        <source>Fertig</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>InviteMode</name>
    <message>
        <source>Umzug auf einen neuen Computer</source>
        <translation>Move to a new computer</translation>
    </message>
    <message>
        <source>Weiteres Gerät</source>
        <translation>Further device</translation>
    </message>
    <message>
        <source>Mit Ihrem PIN‑Code bekommen Sie einen Aktivierungscode für den neuen Computer. Sobald der neue aktiviert ist, wird dieser hier abgemeldet.</source>
        <translation>With your PIN you get an activation code for the new computer. As soon as the new one is activated, this one is logged out.</translation>
    </message>
    <message>
        <source>Mit Ihrem PIN‑Code bekommen Sie einen Aktivierungscode für das weitere Gerät. Dieser Computer bleibt aktiv.</source>
        <translation>With your PIN you get an activation code for the further device. This computer stays active.</translation>
    </message>
</context>
<context>
    <name>KWallet</name>
    <message>
        <source>Der Schlüsselbund (KWallet)</source>
        <translation>The keyring (KWallet)</translation>
    </message>
    <message>
        <source>den Schlüsselbund (KWallet)</source>
        <translation>the keyring (KWallet)</translation>
    </message>
    <message>
        <source>im Schlüsselbund (KWallet)</source>
        <translation>in the keyring (KWallet)</translation>
    </message>
</context>
<context>
    <name>Keychain</name>
    <message>
        <source>Der Schlüsselbund</source>
        <translation>The keychain</translation>
    </message>
    <message>
        <source>den Schlüsselbund</source>
        <translation>the keychain</translation>
    </message>
    <message>
        <source>im Schlüsselbund</source>
        <translation>in the keychain</translation>
    </message>
</context>
<context>
    <name>Keyring</name>
    <message>
        <source>Der Schlüsselbund</source>
        <translation>The keyring</translation>
    </message>
    <message>
        <source>den Schlüsselbund</source>
        <translation>the keyring</translation>
    </message>
    <message>
        <source>im Schlüsselbund</source>
        <translation>in the keyring</translation>
    </message>
</context>
<context>
    <name>KeysPage</name>
    <message>
        <source>Mit der Tastatur bedienen</source>
        <translation>Use the keyboard</translation>
    </message>
    <message>
        <source>Diese Tasten gelten in jedem Fenster der App.</source>
        <translation>These keys work in every window of the app.</translation>
    </message>
    <message>
        <source>Eingabetaste</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <source>Umschalt+Tab</source>
        <translation>Shift+Tab</translation>
    </message>
    <message>
        <source>Leertaste</source>
        <translation>Space bar</translation>
    </message>
    <message>
        <source>Strg+A</source>
        <translation>Ctrl+A</translation>
    </message>
    <message>
        <source>Strg+Z</source>
        <translation>Ctrl+Z</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>Strg+Komma</source>
        <translation>Ctrl+comma</translation>
    </message>
    <message>
        <source>die grüne Schaltfläche drücken</source>
        <translation>press the green button</translation>
    </message>
    <message>
        <source>zurück oder abbrechen</source>
        <translation>go back or cancel</translation>
    </message>
    <message>
        <source>zum nächsten Feld, danach zur grünen Schaltfläche</source>
        <translation>to the next field, then to the green button</translation>
    </message>
    <message>
        <source>zum Feld davor</source>
        <translation>to the previous field</translation>
    </message>
    <message>
        <source>ankreuzen, oder die Schaltfläche mit dem Rahmen drücken</source>
        <translation>tick the box, or press the button with the frame</translation>
    </message>
    <message>
        <source>alles im Feld markieren, auch im PIN‑Code</source>
        <translation>select all in the field, also in the PIN</translation>
    </message>
    <message>
        <source>im Feld die letzte Eingabe zurücknehmen, nur nicht im PIN‑Code</source>
        <translation>undo the last input in the field, but not in the PIN</translation>
    </message>
    <message>
        <source>Hilfe öffnen</source>
        <translation>open the help</translation>
    </message>
    <message>
        <source>Einstellungen öffnen</source>
        <translation>open the settings</translation>
    </message>
</context>
<context>
    <name>LinkOpener</name>
    <message>
        <source>Ein Aktivierungslink ist angekommen.</source>
        <translation>An activation link has arrived.</translation>
    </message>
    <message>
        <source>Bitte bringen Sie erst zu Ende, was Sie gerade tun. Öffnen Sie den Link danach noch einmal. Ihre Eingaben bleiben, wie sie sind.</source>
        <translation>Please finish first what you are doing. Then open the link again. What you have entered stays as it is.</translation>
    </message>
</context>
<context>
    <name>LoginHistoryPage</name>
    <message>
        <source>Anmeldungen und Änderungen</source>
        <translation>Logins and changes</translation>
    </message>
    <message>
        <source>Noch keine Anmeldungen</source>
        <translation>No logins yet</translation>
    </message>
    <message>
        <source>Nach Ihrer ersten Anmeldung steht hier, wann und von wo sie kam.</source>
        <translation>After your first login you will see here when and from where you logged in.</translation>
    </message>
    <message>
        <source>Ändern Sie sofort Ihren PIN‑Code und entfernen Sie unter „Meine Geräte“, was Sie nicht kennen. Im Zweifel hilft der Support: {hotline}.</source>
        <translation>Change your PIN at once, and under “My devices” remove what you do not know. If in doubt, ask support: {hotline}.</translation>
    </message>
    <message>
        <source>Das waren Sie nicht?</source>
        <translation>Was that not you?</translation>
    </message>
    <message>
        <source>Anmeldung</source>
        <translation>Login</translation>
    </message>
    <message>
        <source>Änderung</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>{browser} unter {system}, IP‑Adresse {address}</source>
        <translation>{browser} on {system}, IP address {address}</translation>
    </message>
    <message>
        <source>{moment}, beantwortet mit „{device}“</source>
        <translation>{moment}, answered with “{device}”</translation>
    </message>
</context>
<context>
    <name>LoginHistoryView</name>
    <message>
        <source>Anmeldungen und Änderungen</source>
        <translation>Logins and changes</translation>
    </message>
    <message>
        <source>Die letzten Anmeldungen und Änderungen werden vom Portal geholt.</source>
        <translation>Getting the last logins and changes from the portal.</translation>
    </message>
    <message>
        <source>Zurück</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>LoginRow</name>
    <message>
        <source>{browser}, {system}</source>
        <translation>{browser}, {system}</translation>
    </message>
</context>
<context>
    <name>LoginsCard</name>
    <message>
        <source>Alle ansehen</source>
        <translation>View all</translation>
    </message>
    <message>
        <source>Letzte Anmeldungen und Änderungen</source>
        <translation>Last logins and changes</translation>
    </message>
    <message>
        <source>Zuletzt</source>
        <translation>Last</translation>
    </message>
    <message>
        <source>Noch keine Anmeldungen.</source>
        <translation>No logins yet.</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Schließen</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Support-Code: {code}</source>
        <translation>Support code: {code}</translation>
    </message>
</context>
<context>
    <name>Moment</name>
    <message>
        <source>heute um {time} Uhr</source>
        <translation>today at {time}</translation>
    </message>
    <message>
        <source>gestern um {time} Uhr</source>
        <translation>yesterday at {time}</translation>
    </message>
    <message>
        <source>am {date} um {time} Uhr</source>
        <translation>on {date} at {time}</translation>
    </message>
    <message>
        <source>heute, {time} Uhr</source>
        <translation>today, {time}</translation>
    </message>
    <message>
        <source>gestern, {time} Uhr</source>
        <translation>yesterday, {time}</translation>
    </message>
    <message>
        <source>{date}, {time} Uhr</source>
        <translation>{date}, {time}</translation>
    </message>
    <message>
        <source>dd.MM.yyyy</source>
        <translation>d MMM yyyy</translation>
    </message>
    <message>
        <source>noch {minutes}:{seconds:02} Minuten</source>
        <translation>{minutes}:{seconds:02} more minutes</translation>
    </message>
    <message>
        <source>{moment} Ortszeit</source>
        <translation>{moment} local time</translation>
    </message>
    <message>
        <source>d. MMMM yyyy</source>
        <translation>d MMMM yyyy</translation>
    </message>
</context>
<context>
    <name>Navigator</name>
    <message>
        <source>Einstellungen</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Hilfe</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>Menü</source>
        <translation>Menu</translation>
    </message>
</context>
<context>
    <name>NewPin</name>
    <message>
        <source>Beide</source>
        <translation>both</translation>
    </message>
    <message>
        <source>Alle</source>
        <translation>all</translation>
    </message>
    <message>
        <source>Das ist Ihr bisheriger PIN‑Code.</source>
        <translation>That is your current PIN.</translation>
    </message>
    <message>
        <source>Gut gewählt.</source>
        <translation>Well chosen.</translation>
    </message>
    <message>
        <source>Die beiden PIN‑Codes sind nicht gleich.</source>
        <translation>The two PINs are not the same.</translation>
    </message>
    <message>
        <source>Beide PIN‑Codes sind gleich.</source>
        <translation>Both PINs are the same.</translation>
    </message>
</context>
<context>
    <name>NewVersionNotice</name>
    <message>
        <source>Neue Version herunterladen</source>
        <translation>Download the new version</translation>
    </message>
    <message>
        <source>Später erinnern</source>
        <translation>Remind me later</translation>
    </message>
    <message>
        <source>Version {version} der App ist da</source>
        <translation>Version {version} of the app is available</translation>
    </message>
    <message>
        <source>Auf diesem Computer läuft Version {version}.</source>
        <translation>This computer runs version {version}.</translation>
    </message>
    <message>
        <source>Wenn Sie keine Programme installieren dürfen, fragen Sie Ihre IT.</source>
        <translation>If you may not install programs, ask your IT department.</translation>
    </message>
    <message>
        <source>Ihre IT hilft Ihnen weiter: {contact}</source>
        <translation>Your IT department will help you: {contact}</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Support-Code: {code}</source>
        <translation>Support code: {code}</translation>
    </message>
</context>
<context>
    <name>OpenElsewherePage</name>
    <message>
        <source>Die App ist schon geöffnet</source>
        <translation>The app is already open</translation>
    </message>
    <message>
        <source>Sie ist in einer anderen Sitzung geöffnet.</source>
        <translation>It is open in another session.</translation>
    </message>
    <message>
        <source>Wenn Sie hier weiterarbeiten, schließt sich die App dort. Was sie gerade tut, bringt sie vorher zu Ende. Was dort eingegeben und noch nicht abgeschickt ist, geht verloren.</source>
        <translation>If you continue here, the app closes there. It first finishes what it is doing. What was typed there and not yet sent is lost.</translation>
    </message>
    <message>
        <source>Hier weiterarbeiten</source>
        <translation>Continue here</translation>
    </message>
    <message>
        <source>Beenden</source>
        <translation>Quit</translation>
    </message>
    <message>
        <source>{host} (dieser Computer)</source>
        <translation>{host} (this computer)</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation>Computer</translation>
    </message>
    <message>
        <source>Sitzung</source>
        <translation>Session</translation>
    </message>
    <message>
        <source>Anzeige</source>
        <translation>Display</translation>
    </message>
    <message>
        <source>Geöffnet</source>
        <translation>Opened</translation>
    </message>
</context>
<context>
    <name>Outcome</name>
    <message>
        <source>Freigegeben</source>
        <translation>Approved</translation>
    </message>
    <message>
        <source>Abgelehnt</source>
        <translation>Denied</translation>
    </message>
    <message>
        <source>Die Anmeldung wurde beendet. Niemand wurde angemeldet.</source>
        <translation>The login was ended. Nobody was logged in.</translation>
    </message>
    <message>
        <source>Danke, der Versuch ist gemeldet</source>
        <translation>Thank you, the attempt has been reported</translation>
    </message>
    <message>
        <source>Im Browser können Sie sich erst wieder anmelden, wenn Sie sich einmal in dieser App mit „Jetzt einloggen“ angemeldet haben.</source>
        <translation>You can log in from the browser again once you have logged in with “Log in now” in this app.</translation>
    </message>
    <message>
        <source>{login} wird im Browser angemeldet.
Sie können dort weiterarbeiten.</source>
        <translation>The browser logs {login} in.
You can go on working there.</translation>
    </message>
    <message>
        <source>Niemand wurde angemeldet, und alle Browser sind abgemeldet.</source>
        <translation>Nobody was logged in, and all browsers are logged out.</translation>
    </message>
    <message>
        <source>Diese Anmeldung ist nicht mehr offen</source>
        <translation>This login is no longer open</translation>
    </message>
    <message>
        <source>Sie ist abgelaufen oder wurde im Browser beendet. Möchten Sie sich anmelden, beginnen Sie bitte noch einmal.</source>
        <translation>It has expired or was ended in the browser. If you want to log in, please begin once more.</translation>
    </message>
    <message>
        <source>Das hat nicht geklappt</source>
        <translation>This did not work</translation>
    </message>
    <message>
        <source>Niemand wurde angemeldet.</source>
        <translation>Nobody was logged in.</translation>
    </message>
    <message>
        <source>Geben Sie Ihren PIN‑Code nie weiter, auch nicht am Telefon.</source>
        <translation>Never tell anybody your PIN, not on the telephone either.</translation>
    </message>
    <message>
        <source>Arbeiten Sie am anderen Computer im Browser weiter.</source>
        <translation>Go on in the browser on the other computer.</translation>
    </message>
    <message>
        <source>Der Code war nicht richtig, oder sie ist abgelaufen. Beginnen Sie die Anmeldung im Browser noch einmal.</source>
        <translation>The code was not correct, or the login has expired. Begin the login in the browser again.</translation>
    </message>
    <message>
        <source>Das Portal führt es aus. Im Browser geht es weiter.</source>
        <translation>The portal carries it out. Go on in your browser.</translation>
    </message>
    <message>
        <source>Im Portal wurde nichts geändert.</source>
        <translation>Nothing was changed at the portal.</translation>
    </message>
    <message>
        <source>Im Portal wurde nichts geändert, und alle Browser sind abgemeldet.</source>
        <translation>Nothing was changed at the portal, and all browsers are logged out.</translation>
    </message>
    <message>
        <source>Diese Anfrage ist nicht mehr offen</source>
        <translation>This request is no longer open</translation>
    </message>
    <message>
        <source>Sie ist abgelaufen oder wurde im Browser beendet. Es wurde nichts geändert.</source>
        <translation>It has expired or was ended in the browser. Nothing was changed.</translation>
    </message>
</context>
<context>
    <name>OutcomePage</name>
    <message>
        <source>Zur Übersicht</source>
        <translation>To the overview</translation>
    </message>
    <message>
        <source>Zurück</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Zurück</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>PastLogin</name>
    <message>
        <source>Freigegeben</source>
        <translation>Approved</translation>
    </message>
    <message>
        <source>Nicht ausgeführt</source>
        <translation>Not carried out</translation>
    </message>
    <message>
        <source>Angemeldet</source>
        <translation>Logged in</translation>
    </message>
    <message>
        <source>Gemeldet</source>
        <translation>Reported</translation>
    </message>
    <message>
        <source>Abgelaufen</source>
        <translation>Expired</translation>
    </message>
    <message>
        <source>PIN‑Code falsch</source>
        <translation>Wrong PIN</translation>
    </message>
    <message>
        <source>{first} – und eine weitere Änderung</source>
        <translation>{first} – and one more change</translation>
    </message>
    <message>
        <source>{first} – und {number} weitere Änderungen</source>
        <translation>{first} – and {number} more changes</translation>
    </message>
    <message>
        <source>Angemeldet im Browser</source>
        <translation>Logged in by browser</translation>
    </message>
    <message>
        <source>Angemeldet über die App</source>
        <translation>Logged in from the app</translation>
    </message>
    <message>
        <source>Änderung im Portal freigegeben</source>
        <translation>Change at the portal approved</translation>
    </message>
    <message>
        <source>Abgelehnt</source>
        <translation>Denied</translation>
    </message>
    <message>
        <source>Änderung abgelehnt</source>
        <translation>Change denied</translation>
    </message>
    <message>
        <source>Änderung als Missbrauch gemeldet</source>
        <translation>Change reported as misuse</translation>
    </message>
    <message>
        <source>Änderung nicht beantwortet und abgelaufen</source>
        <translation>Change not answered and expired</translation>
    </message>
    <message>
        <source>Als Missbrauch gemeldet</source>
        <translation>Reported as misuse</translation>
    </message>
    <message>
        <source>Nicht beantwortet und abgelaufen</source>
        <translation>Not answered, expired</translation>
    </message>
    <message>
        <source>Falscher PIN‑Code</source>
        <translation>Wrong PIN</translation>
    </message>
</context>
<context>
    <name>PinChangeView</name>
    <message>
        <source>Ihr neuer PIN‑Code gilt</source>
        <translation>Your new PIN is valid now</translation>
    </message>
    <message>
        <source>Bitte geben Sie ab jetzt auf diesem Computer nur noch den neuen PIN‑Code ein.</source>
        <translation>From now on, enter only the new PIN on this computer.</translation>
    </message>
    <message>
        <source>Ihr PIN‑Code ist nicht geändert</source>
        <translation>Your PIN is not changed</translation>
    </message>
    <message>
        <source>Gilt der neue PIN‑Code schon?</source>
        <translation>Is the new PIN valid yet?</translation>
    </message>
    <message>
        <source>Wir wissen noch nicht, ob der neue PIN‑Code schon gilt. „Erneut versuchen“ klärt das; Sie müssen nichts noch einmal eingeben.

Brechen Sie ab, dann probieren Sie beim nächsten Mal zuerst den neuen PIN‑Code.</source>
        <translation>We do not know yet whether the new PIN is valid. “Try again” finds out; you need not enter anything again.

If you cancel, try the new PIN first next time.</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Fertig</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>PinConfirmationView</name>
    <message>
        <source>Fertig</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>PinFault</name>
    <message>
        <source>Der PIN‑Code besteht aus 6 Ziffern.</source>
        <translation>The PIN has 6 digits.</translation>
    </message>
    <message>
        <source>Das ist eine Reihe (wie 123456).</source>
        <translation>This is a sequence (like 123456).</translation>
    </message>
    <message>
        <source>Hier wiederholen sich Ziffern (wie 112112).</source>
        <translation>Digits repeat here (like 112112).</translation>
    </message>
    <message>
        <source>Das ist ein Muster der Tasten (wie 147258).</source>
        <translation>This is a pattern of keys (like 147258).</translation>
    </message>
    <message>
        <source>Das ist ein Datum (wie 241225).</source>
        <translation>This is a date (like 241225).</translation>
    </message>
    <message>
        <source>Diesen PIN‑Code wählen sehr viele.</source>
        <translation>Very many people choose this PIN.</translation>
    </message>
</context>
<context>
    <name>PinField</name>
    <message>
        <source>6 Ziffern, verdeckte Eingabe</source>
        <translation>6 digits, hidden while typing</translation>
    </message>
    <message>
        <source>Bitte geben Sie alle 6 Ziffern Ihres PIN‑Codes ein.</source>
        <translation>Please enter all 6 digits of your PIN.</translation>
    </message>
    <message>
        <source>Es fehlen Ziffern</source>
        <translation>Digits are missing</translation>
    </message>
    <message>
        <source>Hier sind nur Ziffern möglich.</source>
        <translation>Please enter digits only.</translation>
    </message>
    <message>
        <source>Der PIN‑Code hat genau 6 Ziffern.</source>
        <translation>The PIN has exactly 6 digits.</translation>
    </message>
</context>
<context>
    <name>PinPage</name>
    <message>
        <source>Konto</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>Ihr PIN‑Code</source>
        <translation>Your PIN</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Wird geprüft …</source>
        <translation>Checking …</translation>
    </message>
</context>
<context>
    <name>PinRules</name>
    <message>
        <source>nicht der alte</source>
        <translation>not the old one</translation>
    </message>
    <message>
        <source>Regeln</source>
        <translation>Rules</translation>
    </message>
    <message>
        <source>6 Ziffern</source>
        <translation>6 digits</translation>
    </message>
    <message>
        <source>keine Reihe</source>
        <translation>no sequence</translation>
    </message>
    <message>
        <source>kein Muster</source>
        <translation>no pattern</translation>
    </message>
    <message>
        <source>kein Datum</source>
        <translation>no date</translation>
    </message>
    <message>
        <source>nicht oft benutzt</source>
        <translation>not often used</translation>
    </message>
    <message>
        <source>{rule}: erfüllt</source>
        <translation>{rule}: met</translation>
    </message>
    <message>
        <source>{rule}: nicht erfüllt</source>
        <translation>{rule}: not met</translation>
    </message>
</context>
<context>
    <name>PinsPage</name>
    <message>
        <source>PIN‑Code ändern</source>
        <translation>Change PIN</translation>
    </message>
    <message>
        <source>Bisheriger PIN‑Code:</source>
        <translation>Current PIN:</translation>
    </message>
    <message>
        <source>Neuer PIN‑Code:</source>
        <translation>New PIN:</translation>
    </message>
    <message>
        <source>Neuen PIN‑Code wiederholen:</source>
        <translation>Repeat new PIN:</translation>
    </message>
    <message>
        <source>Möglich, sobald alle drei Felder richtig ausgefüllt sind</source>
        <translation>Possible once all three fields are filled in correctly</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Der neue PIN‑Code gilt sofort für {login} auf diesem Computer.</source>
        <translation>The new PIN is valid at once for {login} on this computer.</translation>
    </message>
    <message>
        <source>PIN‑Code von {login}:</source>
        <translation>PIN of {login}:</translation>
    </message>
    <message>
        <source>Neuer PIN‑Code für {login}:</source>
        <translation>New PIN for {login}:</translation>
    </message>
    <message>
        <source>Wird geändert …</source>
        <translation>Changing …</translation>
    </message>
</context>
<context>
    <name>Practice</name>
    <message>
        <source>Übungsbetrieb</source>
        <translation>Practice mode</translation>
    </message>
</context>
<context>
    <name>ProxyLoginPage</name>
    <message>
        <source>Anmeldung am Proxy</source>
        <translation>Login to the proxy</translation>
    </message>
    <message>
        <source>Benutzername am Proxy:</source>
        <translation>User name at the proxy:</translation>
    </message>
    <message>
        <source>Kennwort am Proxy:</source>
        <translation>Password at the proxy:</translation>
    </message>
    <message>
        <source>Die App merkt sich die Anmeldung {in_keyring}. Ihr PIN‑Code ist etwas anderes; geben Sie ihn hier nicht ein.</source>
        <translation>The app keeps this login {in_keyring}. Your PIN is something else; do not enter it here.</translation>
    </message>
    <message>
        <source>Anmelden</source>
        <translation>Log in</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Ihr Netz verlangt eine Anmeldung am Proxy {proxy}. Die Zugangsdaten haben Sie von Ihrer IT; oft sind es dieselben wie an diesem Computer.</source>
        <translation>Your network wants a login to the proxy {proxy}. You have it from your IT department; often it is the same as for this computer.</translation>
    </message>
    <message>
        <source>Der Proxy hat die Anmeldung nicht angenommen.</source>
        <translation>The proxy has not accepted the login.</translation>
    </message>
    <message>
        <source>Bitte prüfen Sie Benutzername und Kennwort.</source>
        <translation>Please check user name and password.</translation>
    </message>
    <message>
        <source>Bitte geben Sie Benutzername und Kennwort ein.</source>
        <translation>Please enter user name and password.</translation>
    </message>
</context>
<context>
    <name>Readiness</name>
    <message>
        <source>{title} {advice} Die App versucht es von selbst wieder. Support-Code: {code}</source>
        <translation>{title} {advice} The app keeps trying by itself. Support code: {code}</translation>
    </message>
    <message>
        <source>Keine Verbindung</source>
        <translation>No connection</translation>
    </message>
    <message>
        <source>Noch nicht bereit</source>
        <translation>Not ready yet</translation>
    </message>
    <message>
        <source>Ihr Schlüssel wird gelesen …</source>
        <translation>Reading your key …</translation>
    </message>
    <message>
        <source>Er liegt {in_keyring}.</source>
        <translation>It is kept {in_keyring}.</translation>
    </message>
    <message>
        <source>Fragt dieser Computer nach einem Kennwort, geben Sie es bitte ein: Der Schlüssel liegt {in_keyring}.</source>
        <translation>If this computer asks for a password, please enter it: the key is kept {in_keyring}.</translation>
    </message>
    <message>
        <source>Verbindung wird aufgebaut …</source>
        <translation>Connecting …</translation>
    </message>
    <message>
        <source>Gleich ist die App bereit.</source>
        <translation>The app will be ready in a moment.</translation>
    </message>
    <message>
        <source>Freischaltung steht aus</source>
        <translation>Clearance pending</translation>
    </message>
    <message>
        <source>Die AOK prüft Ihre Angaben. Sie bekommen eine E‑Mail, sobald Sie sich anmelden können.</source>
        <translation>The AOK is checking your details. You will get an e‑mail as soon as you can log in.</translation>
    </message>
    <message>
        <source>Im Browser gesperrt</source>
        <translation>Locked in browsers</translation>
    </message>
    <message>
        <source>Melden Sie sich einmal hier an, dann geht es auch im Browser wieder.</source>
        <translation>Log in here once, then browsers work again, too.</translation>
    </message>
    <message>
        <source>Keine Anfrage offen. Melden Sie sich im Browser an, dann erscheint sie hier.</source>
        <translation>No request is open. When you log in with your browser, it appears here.</translation>
    </message>
    <message>
        <source>Bereit</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>Fast bereit</source>
        <translation>Almost ready</translation>
    </message>
    <message>
        <source>Es fehlt nur noch Ihre Bestätigung.</source>
        <translation>Only your confirmation is missing.</translation>
    </message>
    <message>
        <source>Neue Version nötig</source>
        <translation>New version needed</translation>
    </message>
    <message>
        <source>Mit dieser Version können Sie sich nicht mehr anmelden.</source>
        <translation>You can no longer log in with this version.</translation>
    </message>
    <message>
        <source>Nicht bereit</source>
        <translation>Not ready</translation>
    </message>
    <message>
        <source>Was geschehen ist und was Sie tun können, steht beim Konto.</source>
        <translation>What happened and what you can do is shown with the account.</translation>
    </message>
    <message>
        <source>Freigeschaltet</source>
        <translation>Cleared by the AOK</translation>
    </message>
    <message>
        <source>Gesperrt</source>
        <translation>Locked</translation>
    </message>
    <message>
        <source>Angehalten</source>
        <translation>Stopped</translation>
    </message>
    <message>
        <source>Abgemeldet</source>
        <translation>Logged out</translation>
    </message>
    <message>
        <source>Noch nicht bestätigt</source>
        <translation>Not confirmed yet</translation>
    </message>
    <message>
        <source>Zu alte Version</source>
        <translation>Version too old</translation>
    </message>
</context>
<context>
    <name>ReadinessHead</name>
    <message>
        <source>Jetzt versuchen</source>
        <translation>Try now</translation>
    </message>
</context>
<context>
    <name>RegisteringPage</name>
    <message>
        <source>Gerät wird aktiviert</source>
        <translation>Activating this device</translation>
    </message>
    <message>
        <source>Das dauert nur einen Augenblick.</source>
        <translation>This takes just a moment.</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>Renewal</name>
    <message>
        <source>Geräteschlüssel erneuern</source>
        <translation>Renew device key</translation>
    </message>
    <message>
        <source>Am Geräteschlüssel erkennt das Portal die App auf diesem Computer. Erneuern Sie ihn, wenn jemand Daten dieses Computers kopiert haben könnte: Die Kopie ist danach wertlos. Ihr PIN‑Code bleibt gleich.</source>
        <translation>The device key is how the portal knows the app on this computer. Renew it if somebody may have copied data of this computer: the copy is worthless afterwards. Your PIN stays the same.</translation>
    </message>
    <message>
        <source>Erneuern</source>
        <translation>Renew</translation>
    </message>
    <message>
        <source>Der Geräteschlüssel ist nicht erneuert</source>
        <translation>The device key is not renewed</translation>
    </message>
    <message>
        <source>Der Geräteschlüssel ist erneuert</source>
        <translation>The device key is renewed</translation>
    </message>
    <message>
        <source>Mit einer Kopie des alten kann niemand mehr etwas anfangen. Sie melden sich an wie bisher, mit demselben PIN‑Code.</source>
        <translation>A copy of the old one is of no use to anybody any more. You log in as before, with the same PIN.</translation>
    </message>
</context>
<context>
    <name>RepeatPinPage</name>
    <message>
        <source>Fast geschafft</source>
        <translation>Almost done</translation>
    </message>
    <message>
        <source>Aktivieren</source>
        <translation>Activate</translation>
    </message>
    <message>
        <source>Von vorn beginnen</source>
        <translation>Start over</translation>
    </message>
    <message>
        <source>Die Aktivierung wurde unterbrochen. Geben Sie bitte den PIN‑Code ein, den Sie dabei gewählt haben.</source>
        <translation>The activation was interrupted. Please enter the PIN that you chose for it.</translation>
    </message>
</context>
<context>
    <name>ReportPage</name>
    <message>
        <source>Waren Sie das nicht?</source>
        <translation>Was that not you?</translation>
    </message>
    <message>
        <source>Zurück</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Ja, melden</source>
        <translation>Yes, report</translation>
    </message>
    <message>
        <source>Wird gemeldet …</source>
        <translation>Reporting …</translation>
    </message>
</context>
<context>
    <name>Request</name>
    <message>
        <source>{portal} bittet um Ihre Freigabe</source>
        <translation>{portal} asks for your approval</translation>
    </message>
    <message>
        <source>Freigeben</source>
        <translation>Approve</translation>
    </message>
    <message>
        <source>bei {portal}</source>
        <translation>at {portal}</translation>
    </message>
    <message>
        <source>Änderung bestätigen</source>
        <translation>Confirm the change</translation>
    </message>
    <message>
        <source>{number} Änderungen bestätigen</source>
        <translation>Confirm {number} changes</translation>
    </message>
    <message>
        <source>Der Browser steht an einem anderen Computer. Hat Ihnen jemand den Code gesagt oder geschickt? Dann lehnen Sie ab.</source>
        <translation>The browser is on another computer. Did somebody tell or send you the code? Then deny.</translation>
    </message>
    <message>
        <source>Code von anderen? Dann ablehnen.</source>
        <translation>Code from others? Then deny.</translation>
    </message>
    <message>
        <source>von Ihrem Anschluss</source>
        <translation>from your line</translation>
    </message>
    <message>
        <source>Von einem anderen Anschluss. Sitzen Sie gerade dort?</source>
        <translation>From another line. Are you sitting there just now?</translation>
    </message>
    <message>
        <source>Sie sitzen an {client} ({kind})</source>
        <translation>You are sitting at {client} ({kind})</translation>
    </message>
    <message>
        <source>Möchten Sie sich anmelden?</source>
        <translation>Do you want to log in?</translation>
    </message>
    <message>
        <source>Anderer Anschluss. Sitzen Sie dort?</source>
        <translation>Another line. Are you sitting there?</translation>
    </message>
    <message>
        <source>Danach können Sie sich erst wieder im Browser anmelden, wenn Sie sich einmal in dieser App mit „Jetzt einloggen“ angemeldet haben. Sie bekommen darüber eine E‑Mail.</source>
        <translation>After that you can log in from the browser again only once you have logged in with “Log in now” in this app. You get an e‑mail about it.</translation>
    </message>
    <message>
        <source>Im Portal wird nichts geändert, und alle Browser werden abgemeldet.</source>
        <translation>Nothing is changed at the portal, and all browsers are logged out.</translation>
    </message>
    <message>
        <source>Die Anmeldung wird beendet und als Missbrauchsversuch gemeldet, und alle Browser werden abgemeldet.</source>
        <translation>The login is ended and reported as attempted misuse, and all browsers are logged out.</translation>
    </message>
    <message>
        <source>Das geschieht, wenn Sie melden:</source>
        <translation>This happens when you report:</translation>
    </message>
    <message>
        <source>Anmeldung freigeben</source>
        <translation>Approve login</translation>
    </message>
</context>
<context>
    <name>RequestPage</name>
    <message>
        <source>Konto</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>Browser</translation>
    </message>
    <message>
        <source>Begonnen</source>
        <translation>Started</translation>
    </message>
    <message>
        <source>Ihr PIN‑Code</source>
        <translation>Your PIN</translation>
    </message>
    <message>
        <source>Änderung</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>Code im Browser</source>
        <translation>Code in browser</translation>
    </message>
    <message>
        <source>Ihr Computer</source>
        <translation>Your computer</translation>
    </message>
    <message>
        <source>Ablehnen</source>
        <translation>Deny</translation>
    </message>
    <message>
        <source>Das war ich nicht</source>
        <translation>That was not me</translation>
    </message>
    <message>
        <source>Beendet nur diese Anmeldung</source>
        <translation>Ends this login only</translation>
    </message>
    <message>
        <source>Meldet einen Missbrauch; zuerst steht da, was dann geschieht</source>
        <translation>Reports misuse; first it says what happens then</translation>
    </message>
    <message>
        <source>Wird freigegeben …</source>
        <translation>Approving …</translation>
    </message>
    <message>
        <source>{countdown} gültig</source>
        <translation>valid for {countdown}</translation>
    </message>
    <message>
        <source>{browser} unter {system}</source>
        <translation>{browser} on {system}</translation>
    </message>
    <message>
        <source>IP‑Adresse {address}</source>
        <translation>IP address {address}</translation>
    </message>
</context>
<context>
    <name>ResetButton</name>
    <message>
        <source>Zugang zurücksetzen</source>
        <translation>Reset access</translation>
    </message>
</context>
<context>
    <name>Setting</name>
    <message>
        <source>{place}, Zeile {line}</source>
        <translation>{place}, line {line}</translation>
    </message>
    <message>
        <source>Das steht zweimal da. Löschen Sie eines.</source>
        <translation>It is set twice. Delete one.</translation>
    </message>
    <message>
        <source>Setzen Sie Texte mit Rückstrichen in einfache gerade Anführungszeichen.</source>
        <translation>Put texts with backslashes into single straight quotation marks.</translation>
    </message>
    <message>
        <source>Schreiben Sie gerade Anführungszeichen, keine „typografischen“.</source>
        <translation>Write straight quotation marks, no “typographic” ones.</translation>
    </message>
    <message>
        <source>Schreiben Sie Name = Wert, je Zeile einmal.</source>
        <translation>Write name = value, one in each line.</translation>
    </message>
    <message>
        <source>Am Ende fehlt ein Anführungszeichen oder eine Klammer.</source>
        <translation>A quotation mark or bracket at the end is missing.</translation>
    </message>
    <message>
        <source>Setzen Sie Texte in Anführungszeichen; true und false schreibt man klein.</source>
        <translation>Put texts into quotation marks; write true and false in small letters.</translation>
    </message>
    <message>
        <source>Den Namen gibt es nicht. Meinen Sie {name}?</source>
        <translation>There is no such name. Do you mean {name}?</translation>
    </message>
    <message>
        <source>Den Namen gibt es nicht. Möglich: {name}.</source>
        <translation>There is no such name. Possible: {name}.</translation>
    </message>
    <message>
        <source>Abschnitte in eckigen Klammern gibt es nicht. Löschen Sie die Zeile.</source>
        <translation>There are no sections in square brackets. Delete the line.</translation>
    </message>
    <message>
        <source>Geben Sie einen Text in Anführungszeichen an.</source>
        <translation>Give a text in quotation marks.</translation>
    </message>
    <message>
        <source>Geben Sie true oder false an.</source>
        <translation>Give true or false.</translation>
    </message>
    <message>
        <source>Geben Sie eine ganze Zahl an.</source>
        <translation>Give a whole number.</translation>
    </message>
    <message>
        <source>Geben Sie einen Text an (REG_SZ).</source>
        <translation>Give a text (REG_SZ).</translation>
    </message>
    <message>
        <source>Geben Sie 1 oder 0 an (REG_DWORD).</source>
        <translation>Give 1 or 0 (REG_DWORD).</translation>
    </message>
    <message>
        <source>Geben Sie eine Zahl an (REG_DWORD).</source>
        <translation>Give a number (REG_DWORD).</translation>
    </message>
    <message>
        <source>Geben Sie einen Text an (string).</source>
        <translation>Give a text (string).</translation>
    </message>
    <message>
        <source>Geben Sie 1, 5, 15 oder 0 an.</source>
        <translation>Give 1, 5, 15 or 0.</translation>
    </message>
    <message>
        <source>Geben Sie die Adresse einer Seite an, die mit https:// beginnt, ohne Leerzeichen.</source>
        <translation>Give the address of a page that begins with https://, without spaces.</translation>
    </message>
    <message>
        <source>Geben Sie eine Zeile mit höchstens {count} Zeichen an.</source>
        <translation>Give one line of at most {count} characters.</translation>
    </message>
    <message>
        <source>Geben Sie https:// und den Namen des Portals an, und nichts dahinter.</source>
        <translation>Give https:// and the name of the portal, and nothing behind it.</translation>
    </message>
    <message>
        <source>Geben Sie 64 hexadezimale Zeichen an.</source>
        <translation>Give 64 hexadecimal characters.</translation>
    </message>
    <message>
        <source>Geben Sie den ganzen Pfad an, vom Laufwerk oder von / an.</source>
        <translation>Give the whole path, from the drive or / on.</translation>
    </message>
    <message>
        <source>Geben Sie nur proxy oder proxy_pac an.</source>
        <translation>Give only one of proxy and proxy_pac.</translation>
    </message>
    <message>
        <source>Geben Sie http://Name:Port, https://Name:Port oder socks5://Name:Port an, ohne Benutzername und Kennwort, oder direct.</source>
        <translation>Give http://name:port, https://name:port or socks5://name:port without user name and password, or direct.</translation>
    </message>
    <message>
        <source>Geben Sie eine Adresse an, die mit https, http oder file beginnt.</source>
        <translation>Give an address that begins with https, http or file.</translation>
    </message>
    <message>
        <source>Das System lässt sie nicht lesen. Prüfen Sie die Rechte.</source>
        <translation>The system does not let it be read. Check the rights.</translation>
    </message>
    <message>
        <source>Das ist ein Ordner. Es muss eine Datei sein.</source>
        <translation>This is a folder. It must be a file.</translation>
    </message>
    <message>
        <source>Das ist keine Textdatei. Speichern Sie sie als Text (UTF-8).</source>
        <translation>This is not a text file. Save it as text (UTF-8).</translation>
    </message>
    <message>
        <source>Das ist keine Eigenschaftsliste. Installieren Sie das Profil neu.</source>
        <translation>This is not a property list. Install the profile again.</translation>
    </message>
    <message>
        <source>Diese Datei gibt es nicht.</source>
        <translation>There is no such file.</translation>
    </message>
    <message>
        <source>Das ist ein Ordner. Geben Sie eine Datei an.</source>
        <translation>This is a folder. Give a file.</translation>
    </message>
    <message>
        <source>In der Datei ist kein Zertifikat. Möglich sind PEM, DER und PKCS #7.</source>
        <translation>There is no certificate in the file. Use PEM, DER or PKCS #7.</translation>
    </message>
    <message>
        <source>Das Zertifikat ist abgelaufen. Geben Sie das neue an.</source>
        <translation>The certificate has expired. Give the new one.</translation>
    </message>
    <message>
        <source>Das Zertifikat gilt noch nicht. Prüfen Sie das Datum dieses Computers.</source>
        <translation>The certificate is not valid yet. Check the date of this computer.</translation>
    </message>
    <message>
        <source>Das ist das Zertifikat eines Servers. Geben Sie das der Stelle an, die es ausgestellt hat.</source>
        <translation>This is the certificate of a server. Give that of the authority that issued it.</translation>
    </message>
    <message>
        <source>Gehört dem Benutzer {name}. Geben Sie es root (chown root {path}).</source>
        <translation>It belongs to the user {name}. Give it to root (chown root {path}).</translation>
    </message>
    <message>
        <source>Andere als root können es ändern. Verhindern Sie das (chmod go-w {path}).</source>
        <translation>Users other than root can change it. Prevent that (chmod go-w {path}).</translation>
    </message>
    <message>
        <source>Das ist eine Verknüpfung oder Junction. Legen Sie dort eine Datei oder einen Ordner an.</source>
        <translation>This is a link or junction. Put a file or folder in its place.</translation>
    </message>
    <message>
        <source>{name} kann es ändern. Nur SYSTEM und Administratoren sollen es besitzen und dort schreiben dürfen (icacls).</source>
        <translation>{name} can change it. Let only SYSTEM and Administrators own it and write there (icacls).</translation>
    </message>
    <message>
        <source>{name} kann es ändern. Nur SYSTEM und Administratoren sollen den Schlüssel besitzen und dort schreiben dürfen (regedit).</source>
        <translation>{name} can change it. Only SYSTEM and Administrators should own the key and be able to write there (regedit).</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Das hat Ihre Einrichtung festgelegt.</source>
        <translation>Your institution has set this.</translation>
    </message>
    <message>
        <source>Was ein Schloss hat, hat Ihre Einrichtung festgelegt.</source>
        <translation>Your institution has set everything with a padlock.</translation>
    </message>
    <message>
        <source>Anmeldeanfragen</source>
        <translation>Login requests</translation>
    </message>
    <message>
        <source>Offene Anfragen stehen immer im Fenster. Wählen Sie, was außerdem geschieht.</source>
        <translation>Open requests are always shown in the window. Choose what else happens.</translation>
    </message>
    <message>
        <source>Benachrichtigung anzeigen</source>
        <translation>Show a notification</translation>
    </message>
    <message>
        <source>Ton abspielen</source>
        <translation>Play a sound</translation>
    </message>
    <message>
        <source>Fenster in den Vordergrund holen</source>
        <translation>Bring the window to the front</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Anfragen erreichen Sie nur, solange die App läuft.</source>
        <translation>Requests only reach you while the app is running.</translation>
    </message>
    <message>
        <source>Bei der Anmeldung am Computer starten</source>
        <translation>Start when I log in to the computer</translation>
    </message>
    <message>
        <source>Im Infobereich weiterlaufen, wenn das Fenster geschlossen wird</source>
        <translation>Keep running in the notification area when the window is closed</translation>
    </message>
    <message>
        <source>Wenn Sie das Fenster schließen</source>
        <translation>When you close the window</translation>
    </message>
    <message>
        <source>Dieser Computer hat keinen Infobereich, in dem die App weiterlaufen kann.</source>
        <translation>This computer has no notification area in which the app could keep running.</translation>
    </message>
    <message>
        <source>Minimieren, die App läuft weiter</source>
        <translation>Minimise, the app keeps running</translation>
    </message>
    <message>
        <source>App beenden</source>
        <translation>Quit the app</translation>
    </message>
    <message>
        <source>Nachfragen</source>
        <translation>Ask</translation>
    </message>
    <message>
        <source>App jetzt beenden</source>
        <translation>Quit the app now</translation>
    </message>
    <message>
        <source>Ihre Einrichtung hat nichts festgelegt.</source>
        <translation>Your institution has set nothing.</translation>
    </message>
    <message>
        <source>Das gilt für alle, die diesen Computer benutzen.</source>
        <translation>This holds for everybody who uses this computer.</translation>
    </message>
    <message>
        <source>Von Ihrer Einrichtung festgelegt</source>
        <translation>Set by your institution</translation>
    </message>
    <message>
        <source>Ein Wert gilt nicht</source>
        <translation>A value is not valid</translation>
    </message>
    <message>
        <source>Nur Festgelegtes</source>
        <translation>Set values only</translation>
    </message>
    <message>
        <source>Alle Werte</source>
        <translation>All values</translation>
    </message>
    <message>
        <source>Ein</source>
        <translation>On</translation>
    </message>
    <message>
        <source>Aus</source>
        <translation>Off</translation>
    </message>
    <message>
        <source>Keine Angabe</source>
        <translation>Not set</translation>
    </message>
    <message>
        <source>Von Ihnen gewählt</source>
        <translation>Chosen by you</translation>
    </message>
    <message>
        <source>Von der Befehlszeile</source>
        <translation>From the command line</translation>
    </message>
    <message>
        <source>Voreinstellung</source>
        <translation>Default</translation>
    </message>
</context>
<context>
    <name>SettingsView</name>
    <message>
        <source>Einstellungen</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Wie das Betriebssystem</source>
        <translation>Like the operating system</translation>
    </message>
    <message>
        <source>Sprache</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>Gilt, sobald Sie die App neu starten.</source>
        <translation>Takes effect when you restart the app.</translation>
    </message>
    <message>
        <source>Leichte Sprache</source>
        <translation>Plain German (Leichte Sprache)</translation>
    </message>
    <message>
        <source>Kurze Sätze und einfache Wörter für die Aktivierung, nur auf Deutsch.</source>
        <translation>Short sentences and easy words for the activation, in German only.</translation>
    </message>
    <message>
        <source>Leichte Sprache benutzen</source>
        <translation>Use plain German</translation>
    </message>
    <message>
        <source>Wenn Sie nicht am Computer sind</source>
        <translation>When you are away from the computer</translation>
    </message>
    <message>
        <source>Die App vergisst dann, was Sie eingegeben haben, und zeigt wieder die Übersicht. Das geschieht auch, wenn der Bildschirm gesperrt wird.</source>
        <translation>The app then forgets what you have typed and shows the overview again. This also happens when the screen is locked.</translation>
    </message>
    <message>
        <source>Nur wenn der Bildschirm gesperrt wird</source>
        <translation>Only when the screen is locked</translation>
    </message>
    <message>
        <source>Nach 1 Minute ohne Eingabe</source>
        <translation>After 1 minute without input</translation>
    </message>
    <message>
        <source>Nach {count} Minuten ohne Eingabe</source>
        <translation>After {count} minutes without input</translation>
    </message>
</context>
<context>
    <name>ShowToggle</name>
    <message>
        <source>{field} verbergen</source>
        <translation>Hide {field}</translation>
    </message>
    <message>
        <source>{field} anzeigen</source>
        <translation>Show {field}</translation>
    </message>
</context>
<context>
    <name>SimulationBar</name>
    <message>
        <source>Anmeldung auslösen</source>
        <translation>Trigger a login</translation>
    </message>
    <message>
        <source>Störung …</source>
        <translation>Fault …</translation>
    </message>
    <message>
        <source>Im echten Betrieb öffnet sich jetzt Ihr Browser.</source>
        <translation>In real use your browser opens now.</translation>
    </message>
    <message>
        <source>Übungsbetrieb</source>
        <translation>Practice mode</translation>
    </message>
    <message>
        <source>Keine, alles läuft</source>
        <translation>None, all is well</translation>
    </message>
    <message>
        <source>Nächster PIN‑Code ist falsch</source>
        <translation>Next PIN is wrong</translation>
    </message>
    <message>
        <source>Nächste Freigabe kommt zu spät</source>
        <translation>Next approval comes too late</translation>
    </message>
    <message>
        <source>Anfragen kommen von Fremden</source>
        <translation>Requests come from strangers</translation>
    </message>
    <message>
        <source>Portal ist nicht erreichbar</source>
        <translation>Portal cannot be reached</translation>
    </message>
    <message>
        <source>Gerät ist gesperrt</source>
        <translation>Device is locked</translation>
    </message>
    <message>
        <source>Bitte aktivieren Sie zuerst ein Übungskonto.</source>
        <translation>Please activate a practice account first.</translation>
    </message>
    <message>
        <source>Störung: {fault}.</source>
        <translation>Fault: {fault}.</translation>
    </message>
    <message>
        <source>Nichts hier ist echt. Jeder Code gilt.</source>
        <translation>Nothing here is real. Any code will do.</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Schlüssel für dieses Gerät erzeugen</source>
        <translation>Make a key for this device</translation>
    </message>
    <message>
        <source>Schlüssel auf diesem Gerät sicher ablegen</source>
        <translation>Store the key safely on this device</translation>
    </message>
    <message>
        <source>Aktivierungscode vom Portal prüfen lassen</source>
        <translation>Have the portal check the activation code</translation>
    </message>
    <message>
        <source>PIN‑Code bestätigen</source>
        <translation>Confirm the PIN</translation>
    </message>
</context>
<context>
    <name>StageList</name>
    <message>
        <source>Schritt {done} von {all}: {stage}</source>
        <translation>Step {done} of {all}: {stage}</translation>
    </message>
</context>
<context>
    <name>StartFailedPage</name>
    <message>
        <source>Die App kann nicht starten</source>
        <translation>The app cannot start</translation>
    </message>
    <message>
        <source>Beenden</source>
        <translation>Quit</translation>
    </message>
    <message>
        <source>Erneut versuchen</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Die App arbeitet hier nicht weiter</source>
        <translation>The app does not go on here</translation>
    </message>
</context>
<context>
    <name>StoppedPage</name>
    <message>
        <source>Aktivierung nicht möglich</source>
        <translation>Activation not possible</translation>
    </message>
    <message>
        <source>Von vorn beginnen</source>
        <translation>Start over</translation>
    </message>
</context>
<context>
    <name>TakingOverPage</name>
    <message>
        <source>Die App wird hierher geholt</source>
        <translation>The app is being brought here</translation>
    </message>
    <message>
        <source>Die App in der anderen Sitzung bringt zu Ende, was sie gerade tut, und schließt sich. Das kann bis zu 2 Minuten dauern.</source>
        <translation>The app in the other session finishes what it is doing and closes. This may take up to 2 minutes.</translation>
    </message>
</context>
<context>
    <name>TermsPage</name>
    <message>
        <source>Nutzungsbedingungen</source>
        <translation>Terms of use</translation>
    </message>
    <message>
        <source>Leichte Sprache: kurze Sätze, einfache Wörter</source>
        <translation>Plain German: short sentences, easy words</translation>
    </message>
    <message>
        <source>Um die {product} zu nutzen, stimmen Sie bitte den Nutzungsbedingungen zu.</source>
        <translation>To use the {product}, please agree to the terms of use.</translation>
    </message>
    <message>
        <source>Text der Nutzungsbedingungen</source>
        <translation>Text of the terms of use</translation>
    </message>
    <message>
        <source>Ich habe die Nutzungsbedingungen gelesen und akzeptiere diese.</source>
        <translation>I have read the terms of use and accept them.</translation>
    </message>
    <message>
        <source>Akzeptieren</source>
        <translation>Accept</translation>
    </message>
    <message>
        <source>Möglich, sobald das Kästchen angekreuzt ist</source>
        <translation>Possible as soon as the box is ticked</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Bitte kreuzen Sie zuerst dieses Kästchen an.</source>
        <translation>Please tick this box first.</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Öffnen</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>Einstellungen</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Beenden</source>
        <translation>Quit</translation>
    </message>
    <message>
        <source>Eine Anmeldung wartet auf Ihre Freigabe</source>
        <translation>A login is waiting for your approval</translation>
    </message>
    <message>
        <source>Anfrage ansehen</source>
        <translation>View request</translation>
    </message>
    <message>
        <source>Jetzt einloggen</source>
        <translation>Log in now</translation>
    </message>
</context>
<context>
    <name>UnopenedPage</name>
    <message>
        <source>Der Browser ließ sich nicht öffnen</source>
        <translation>The browser could not be opened</translation>
    </message>
    <message>
        <source>Die Anmeldung ist freigegeben, aber noch in keinem Browser angekommen.</source>
        <translation>The login is approved, but has not arrived in any browser yet.</translation>
    </message>
    <message>
        <source>Support-Code: {code}</source>
        <translation>Support code: {code}</translation>
    </message>
    <message>
        <source>Browser noch einmal öffnen</source>
        <translation>Open the browser again</translation>
    </message>
    <message>
        <source>Adresse kopieren</source>
        <translation>Copy address</translation>
    </message>
    <message>
        <source>Zur Übersicht</source>
        <translation>To the overview</translation>
    </message>
    <message>
        <source>Öffnen Sie ihn noch einmal. Geht das nicht, öffnen Sie ihn von Hand, und melden Sie sich dort neu an:</source>
        <translation>Open it again. If that does not work, open it yourself and log in anew there:</translation>
    </message>
    <message>
        <source>Öffnen Sie ihn von Hand, und melden Sie sich dort neu an:</source>
        <translation>Open it yourself and log in anew there:</translation>
    </message>
    <message>
        <source>Ist kein Browser aufgegangen?</source>
        <translation>Did no browser open?</translation>
    </message>
    <message>
        <source>Die Anmeldung ist freigegeben.</source>
        <translation>The login is approved.</translation>
    </message>
    <message>
        <source>Dann öffnen Sie ihn von Hand, und melden Sie sich dort neu an:</source>
        <translation>Then open it yourself and log in anew there:</translation>
    </message>
    <message>
        <source>Adresse kopiert</source>
        <translation>Address copied</translation>
    </message>
</context>
<context>
    <name>UpdateRequiredPage</name>
    <message>
        <source>Diese Version der App ist zu alt</source>
        <translation>This version of the app is too old</translation>
    </message>
    <message>
        <source>Das Portal lässt Anmeldungen nur noch mit einer neueren Version zu, zum Beispiel weil sie eine Sicherheitslücke schließt.</source>
        <translation>The portal only allows logins with a newer version, for example because it closes a security gap.</translation>
    </message>
    <message>
        <source>Auf diesem Computer</source>
        <translation>On this computer</translation>
    </message>
    <message>
        <source>Nötig</source>
        <translation>Needed</translation>
    </message>
    <message>
        <source>Support-Code</source>
        <translation>Support code</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>Version {version}</translation>
    </message>
    <message>
        <source>Zuletzt geprüft: {time}</source>
        <translation>Last checked: {time}</translation>
    </message>
    <message>
        <source>Version {version} oder neuer</source>
        <translation>Version {version} or newer</translation>
    </message>
    <message>
        <source>eine neuere Version</source>
        <translation>a newer version</translation>
    </message>
    <message>
        <source>Ihre IT hilft Ihnen weiter:</source>
        <translation>Your IT department will help you:</translation>
    </message>
    <message>
        <source>Dürfen Sie auf diesem Computer Programme installieren? Dann laden Sie die neue Version herunter und installieren Sie sie. Sonst bitten Sie Ihre IT darum und nennen ihr, was hier steht.</source>
        <translation>Are you allowed to install programs on this computer? Then download the new version and install it. Otherwise ask your IT department to do it, and tell them what it says here.</translation>
    </message>
    <message>
        <source>Ihr Konto, Ihr PIN‑Code und Ihre Einstellungen bleiben erhalten. Einen neuen Aktivierungscode brauchen Sie nicht.</source>
        <translation>Your account, your PIN and your settings are kept. You do not need a new activation code.</translation>
    </message>
    <message>
        <source>Neue Version herunterladen</source>
        <translation>Download the new version</translation>
    </message>
    <message>
        <source>Erneut prüfen</source>
        <translation>Check again</translation>
    </message>
    <message>
        <source>Zur Übersicht</source>
        <translation>To the overview</translation>
    </message>
    <message>
        <source>Wird geprüft …</source>
        <translation>Checking …</translation>
    </message>
</context>
<context>
    <name>UserName</name>
    <message>
        <source>Bitte geben Sie Ihren Benutzernamen ein.</source>
        <translation>Please enter your user name.</translation>
    </message>
    <message>
        <source>Ihr Benutzername ist Ihre E‑Mail‑Adresse, zum Beispiel max.mustermann@abc.de. Bitte ergänzen Sie ihn.</source>
        <translation>Your user name is your e‑mail address, for example max.mustermann@abc.de. Please complete it.</translation>
    </message>
    <message>
        <source>Bitte geben Sie nur eine E‑Mail‑Adresse ein. Das Zeichen @ kommt einmal vor.</source>
        <translation>Please enter one e‑mail address only. It has a single @.</translation>
    </message>
    <message>
        <source>Hier steht {sign}. Das gibt es in einer E‑Mail‑Adresse nicht. Bitte prüfen Sie Ihre Eingabe.</source>
        <translation>There is {sign} here, which no e‑mail address has. Please check what you have entered.</translation>
    </message>
    <message>
        <source>Hier ist ein Punkt zu viel. Bitte prüfen Sie Ihre Eingabe.</source>
        <translation>There is a dot too many. Please check what you have entered.</translation>
    </message>
    <message>
        <source>Diese E‑Mail‑Adresse gibt es nicht. Bitte prüfen Sie, was hinter dem @ steht.</source>
        <translation>There is no such e‑mail address. Please check what comes after the @.</translation>
    </message>
    <message>
        <source>ein Leerzeichen</source>
        <translation>a space</translation>
    </message>
    <message>
        <source>ein unsichtbares Zeichen</source>
        <translation>an invisible character</translation>
    </message>
</context>
<context>
    <name>WaitPage</name>
    <message>
        <source>Ihr Browser öffnet sich</source>
        <translation>Your browser opens</translation>
    </message>
    <message>
        <source>Das Portal erscheint in Ihrem Browser. Das dauert einen Augenblick.</source>
        <translation>The portal appears in your browser. This takes a moment.</translation>
    </message>
    <message>
        <source>Hat sich kein Browser geöffnet? Öffnen Sie ihn noch einmal oder von Hand: Melden Sie sich dort bei „{portal}“ an, dann erscheint die Anfrage hier.</source>
        <translation>Did no browser open? Open it again, or by hand: log in to “{portal}” there, then the request appears here.</translation>
    </message>
    <message>
        <source>Browser noch einmal öffnen</source>
        <translation>Open the browser again</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>_Countdown</name>
    <message>
        <source>Die App geht in 1 Sekunde von selbst zurück.</source>
        <translation>The app goes back in 1 second by itself.</translation>
    </message>
    <message>
        <source>Die App geht in {count} Sekunden von selbst zurück.</source>
        <translation>The app goes back in {count} seconds by itself.</translation>
    </message>
    <message>
        <source>Angehalten, solange Sie hier lesen.</source>
        <translation>Paused while you read here.</translation>
    </message>
    <message>
        <source>Die App geht von selbst zurück, sobald der Browser vorn ist.</source>
        <translation>The app goes back by itself as soon as the browser is in front.</translation>
    </message>
</context>
</TS>
