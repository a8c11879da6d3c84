# Italiano. The keys are those of en.ftl.

## Times

duration-seconds = { $count ->
    [one] { $count } secondo
   *[other] { $count } secondi
}
duration-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minuti
}
duration-hours = { $count ->
    [one] { $count } ora
   *[other] { $count } ore
}
duration-days = { $count ->
    [one] { $count } giorno
   *[other] { $count } giorni
}
month = { $month ->
    [1] gennaio
    [2] febbraio
    [3] marzo
    [4] aprile
    [5] maggio
    [6] giugno
    [7] luglio
    [8] agosto
    [9] settembre
    [10] ottobre
    [11] novembre
   *[12] dicembre
}
instant = { $day } { month } { $year }, { $hour }:{ $minute } (UTC)
instant-local = { $day } { month } { $year }, { $hour }:{ $minute } ora locale ({ $utc } UTC)

## Words that several pages share

title-problem = Errore: { $title }
email-label = Indirizzo e-mail
password-label = Password
code-label = Codice
code-hint = Le sei cifre dell’e-mail che ti abbiamo inviato.
code-hint-sent = Il codice viene verificato appena inserisci tutte e sei le cifre.
account-label = Account
password-show = Mostra
password-hide = Nascondi
caps-lock = Il blocco maiuscole è attivo.
sign-in-button = Accedi
set-new-password = Imposta una nuova password
continue = Continua su { $location }
back-home = Torna a { $location }
back-to-sign-in = Torna all’accesso
to-sign-in = Vai all’accesso
support = Serve aiuto?
imprint = Note legali
privacy = Privacy
or = o
copy = Copia
copied = Copiato
wrong-address = Indirizzo errato? Cambialo
open-mailbox = Apri { $provider }
open-inbox = Modalità di sviluppo: apri le e-mail catturate
resend-question = Ancora nessuna e-mail? Può volerci un minuto. Controlla anche la cartella dello spam.
resend-button = Invia un’altra e-mail
resend-wait = Potrai richiederne un’altra tra
limit-wait = Potrai riprovare tra
offline = Sembra che tu sia offline. Controlla la connessione e riprova.
use-another-address = Usa un altro indirizzo
email-problem-missing = Inserisci il tuo indirizzo e-mail.
email-problem-invalid = Questo indirizzo è incompleto. Dovrebbe assomigliare a nome@example.com.
email-suggestion = Intendevi
code-problem-malformed = Inserisci le sei cifre del codice.
code-problem-wrong = Questo codice è errato o scaduto. Usa il codice dell’e-mail più recente o richiedine un altro.

## A new password

forgot-title = Hai dimenticato la password?
forgot-lede = Inserisci il tuo indirizzo e-mail: ti invieremo un link per impostare una nuova password.
forgot-button = Invia e-mail
forgot-link = Hai dimenticato la password?
ask-for-new-mail = Richiedi una nuova e-mail
check-mail-title = Controlla la posta
check-mail-lede-link = Se esiste un account con questo indirizzo, è in arrivo un’e-mail con un link. Aprilo per impostare una nuova password.
check-mail-lede-code = Se esiste un account con questo indirizzo, è in arrivo un’e-mail con un codice. Inserisci il codice qui o apri il link nell’e-mail.
check-mail-lede-sent-before = Se esiste un account con questo indirizzo, gli abbiamo già inviato delle e-mail. Usa la più recente; non ne abbiamo inviata un’altra.
code-title = Inserisci il codice
code-lede = Inserisci il codice di sei cifre dell’e-mail che ti abbiamo inviato. Anche il link nell’e-mail va bene.
code-button = Continua
new-password-title = Imposta una nuova password
new-password-lede = Scegli una password che non usi da nessun’altra parte.
new-password-label = Nuova password
new-password-button = Salva la password
new-password-sessions = Tutti i tuoi dispositivi verranno disconnessi.
new-password-sessions-stay = Per sicurezza, disconnettiti anche dagli altri tuoi dispositivi.
rule-met = Soddisfatto:
rule-broken = Non ancora soddisfatto:
rule-too-short = { $count ->
    [one] Almeno { $count } carattere
   *[other] Almeno { $count } caratteri
}
rule-too-long = { $count ->
    [one] Usa al massimo { $count } carattere.
   *[other] Usa al massimo { $count } caratteri.
}
rule-needs-upper = Una lettera maiuscola
rule-needs-lower = Una lettera minuscola
rule-needs-digit = Una cifra
rule-needs-special = Un carattere speciale, come ! o #
rule-advice = Più è lunga, più è sicura: poche parole che solo tu metteresti insieme formano una buona password.
strength-weak = Debole: facile da indovinare
strength-fair = Discreta: si potrebbe indovinare
strength-good = Buona: difficile da indovinare
strength-strong = Forte: molto difficile da indovinare
rule-too-common = Molte persone usano questa password, quindi è tra le prime che i malintenzionati provano. Scegline un’altra.
rule-breached = Questa password compare in una fuga di dati. Scegline un’altra.
rule-contains-identity = Questa password somiglia troppo al tuo indirizzo o al tuo nome. Scegline un’altra.
rule-reused = Questa è la tua password attuale. Scegline un’altra.
rule-used-before = Hai già usato questa password. Scegline un’altra.
rule-changed-too-recently = La tua password è stata cambiata da poco. Riprova più tardi.
reset-done-title = La tua password è stata cambiata
reset-done-lede = Ora puoi usarla per accedere. Tutti i tuoi dispositivi sono stati disconnessi.
reset-done-lede-stay = Ora puoi usarla per accedere. Per sicurezza, disconnettiti anche dagli altri tuoi dispositivi.
reset-done-signed-in = Hai effettuato l’accesso su questo dispositivo. Tutti gli altri sono stati disconnessi.
reset-done-notice = Ti abbiamo inviato un’e-mail su questa modifica, nel caso non l’avessi fatta tu.

## Signing in and out

sign-in-title = Accedi
sign-in-lede = Ti diamo il benvenuto su { $location }.
sign-in-code-button = Ricevi un codice via e-mail
sign-in-problem-no-password = Inserisci la password.
sign-in-problem-wrong = L’indirizzo o la password non sono corretti. Riprova o imposta una nuova password.
sign-in-problem-must-reset = Prima di accedere devi impostare una nuova password. Scegli «Hai dimenticato la password?».
sign-in-problem-not-verified = Prima di accedere devi confermare il tuo indirizzo. Scegli «Hai dimenticato la password?»: anche quell’e-mail lo conferma.
sign-in-notice-session-ended = La sessione è terminata. Accedi di nuovo.
sign-in-notice-password-changed = La tua password è stata cambiata. Ora puoi usarla per accedere.
sign-in-link-title = Vuoi accedere a { $location }?
sign-in-link-lede = Hai aperto un link di accesso per questo account:
sign-in-link-hint = Se non hai richiesto questo link, chiudi la pagina. Non è cambiato nulla.
signed-in-title = Hai effettuato l’accesso
signed-in-lede = È bello rivederti.
signed-in-lede-named = È bello rivederti, { $name }.
sign-out-button = Esci
signed-out-title = Disconnessione effettuata
signed-out-lede = La sessione su questo dispositivo è terminata.
sign-in-again = Accedi di nuovo

## Confirming an address

verify-page-title = Conferma il tuo indirizzo
verify-page-lede = È il tuo indirizzo, e hai creato tu un account su { $location }?
verify-page-button = Sì, conferma
verify-page-hint = Se non hai creato un account, chiudi la pagina: qualcun altro potrebbe aver scelto la password. Non è cambiato nulla.
verify-done-title = Il tuo indirizzo è confermato
verify-done-lede = Ora puoi accedere.

## This wasn't me

not-me-title = Non hai fatto tu questa modifica?
not-me-lede = Ti abbiamo inviato un’e-mail su una modifica a questo account. Se non l’hai fatta tu, blocca subito l’account:
not-me-lede-address = L’indirizzo e-mail del tuo account è stato cambiato. Se non l’hai fatto tu, blocca subito l’account:
not-me-sessions = Tutti i dispositivi verranno disconnessi.
not-me-sessions-stay = I dispositivi già connessi potrebbero restare connessi.
not-me-links = Tutti i link e i codici che abbiamo inviato via e-mail smetteranno di funzionare.
not-me-shut = Nessuno potrà accedere finché non imposti una nuova password.
not-me-shut-address = Nessuno potrà accedere finché l’assistenza non sblocca l’account.
not-me-button = Non l’ho fatto io: blocca l’account
not-me-otherwise = Se l’hai fatto tu, chiudi la pagina. Il tuo account non verrà bloccato.
not-me-done-title = Il tuo account è bloccato
not-me-done-lede = Tutti i dispositivi sono stati disconnessi e nessuno può accedere finché non imposti una nuova password.
not-me-done-second-factor = Se l’app di autenticazione di questo account non è la tua, contatta l’assistenza di { $location }: una nuova password non la rimuove.
not-me-done-lede-address = Tutti i dispositivi sono stati disconnessi e nessuno può accedere. Per riavere il tuo account, contatta l’assistenza di { $location }.

## Links that can't be used

link-problem-title = Questo link non funziona
link-expired-title = Questo link è scaduto
link-expired = Per la sicurezza del tuo account i link scadono dopo { $duration }.
link-used-title = Questo link è già stato usato
link-used = Ogni link funziona una volta sola.
link-void = Non è più valido: il tuo account è cambiato da quando l’abbiamo inviato.
link-unknown = È incompleto o è stato aperto in un altro browser. Riaprilo dall’e-mail o richiedine uno nuovo.
link-left-open = Questa pagina è rimasta aperta troppo a lungo. Riapri il link dell’e-mail.
link-no-cookies = Il tuo browser non ha inviato il cookie di cui questa pagina ha bisogno. Consenti i cookie per questo sito, poi apri di nuovo il link nell’e-mail.
code-void-title = Questo codice non è più valido
code-void = Il codice era giusto, ma il tuo account è cambiato da quando l’abbiamo inviato. Forse hai già usato il link nella stessa e-mail. Accedi con la nuova password o richiedi una nuova e-mail.
link-problem-button = Invia una nuova e-mail
link-again-button = Invia un nuovo link
link-again-hint = Arriverà nella casella che ha ricevuto questo.
link-sent-again = Un nuovo link è in arrivo nella casella che ha ricevuto il precedente. Aprilo da lì per continuare.
link-sent-before = Abbiamo già inviato un’e-mail più recente a quella casella. Usa la più recente; non ne abbiamo inviate altre.
link-problem-verify = Se il tuo indirizzo non è ancora confermato, torna dove hai creato l’account e richiedi una nuova e-mail.
link-problem-new-address = Se il tuo account non ha ancora il nuovo indirizzo, torna dove l’hai cambiato e ripeti l’operazione.
link-problem-not-me = Se non riconosci una modifica al tuo account, imposta subito una nuova password. Tutti gli altri verranno disconnessi. Se non ci riesci, contatta l’assistenza.
link-problem-not-me-stay = Se non riconosci una modifica al tuo account, imposta subito una nuova password. Se non ci riesci, contatta l’assistenza.

## Errors

error-not-found = Questa pagina non esiste
    .help = L’indirizzo potrebbe essere sbagliato, o la pagina è stata spostata.
error-bad-request = Non siamo riusciti a leggere la richiesta
    .help = Si è verificato un problema con la tua richiesta. Torna indietro e riprova.
error-form-expired = Questo modulo è scaduto
    .help = È rimasto aperto troppo a lungo, o il browser non ha inviato il nostro cookie. Torna indietro, ricarica la pagina e riprova.
error-no-cookies = Il tuo browser blocca i cookie
    .help = Questa pagina ha bisogno di un cookie per sapere che il modulo è tuo. Consenti i cookie per questo sito, torna indietro, ricarica la pagina e riprova.
error-wrong-host = Questa pagina ha un altro indirizzo
    .help = L’hai aperta con un indirizzo che non è il suo, dove i suoi moduli non funzionano. Aprila qui:
error-wrong-passwords = Troppe password errate
    .help = Per questo indirizzo sono state inserite troppe password errate dalla tua rete. Il tuo account è al sicuro. Non devi aspettare: ricevi un codice via e-mail o imposta una nuova password.
error-too-many = Troppi tentativi
    .help = Ci sono stati troppi tentativi dalla tua rete. Il tuo account è al sicuro.
error-overloaded = Stiamo ricevendo molte richieste
    .help = Non abbiamo potuto elaborare la tua. Riprova tra poco.
error-mail-off = Al momento non possiamo inviare e-mail
    .help = Contatta l’assistenza.
error-internal = Si è verificato un problema da parte nostra
    .help = La tua richiesta potrebbe non essere andata a buon fine. Riprova tra poco.
error-retry = Riprova tra { $duration }.
error-status = Stato { $status }
error-request-id = Se contatti l’assistenza, indica

## Development inbox

inbox-title = Casella di sviluppo
inbox-live = Le nuove e-mail compaiono automaticamente
inbox-search = Cerca
inbox-clear = Elimina tutto
inbox-delete = Elimina
inbox-download = Scarica
inbox-unread = Da leggere
inbox-list = E-mail catturate
inbox-from = Da
inbox-to = A
inbox-time = Ora
inbox-link = Link
inbox-html = HTML
inbox-text = Testo
inbox-source = Sorgente
inbox-headers = Intestazioni
inbox-phone = Larghezza telefono
inbox-light = Chiaro
inbox-dark = Scuro
inbox-no-images = Senza immagini
inbox-empty = Ancora nessuna e-mail
inbox-empty-hint = Qui arrivano tutte le e-mail che il server invierebbe. Richiedine una su

## Mails

mail-greeting = Ciao,
mail-greeting-named = Ciao { $name },
mail-link-fallback = Se il pulsante non funziona, copia questo indirizzo e incollalo nel browser:
mail-footer = Questa e-mail è stata inviata automaticamente da { $location }.
mail-code-prompt = Inserisci questo codice nella pagina in cui l’hai richiesto:
mail-code-valid = Il codice scade dopo { $duration }. Non comunicarlo a nessuno; non te lo chiederemo mai.
mail-link-beside = Oppure usa questo pulsante al posto del codice:
mail-link-beside-text = Oppure apri questo link al posto del codice:
mail-link-once = Il link scade dopo { $duration } e funziona una volta sola.
mail-link-valid = Il link scade dopo { $duration }.
mail-requested = Richiesta effettuata da:
mail-time = Data e ora
mail-device = Dispositivo
mail-device-both = { $browser } su { $system }
mail-place = Posizione approssimativa
mail-place-city = { $city }, { $country }
mail-network = Rete
mail-secure-mailbox = La persona che l’ha fatto potrebbe riuscire a leggere le tue e-mail. Cambia anche la password del tuo account e-mail.

reset-link-subject = Imposta una nuova password per { $location }
reset-link-preheader = Apri il link per impostare una nuova password. Se non l’hai richiesto tu, puoi ignorare questa e-mail.

reset-code-subject = Il tuo codice per una nuova password su { $location }
reset-code-preheader = Inserisci il codice per impostare una nuova password. Se non l’hai richiesto tu, puoi ignorare questa e-mail.
reset-body = Abbiamo ricevuto una richiesta di nuova password per il tuo account { $email } su { $location }.
reset-otherwise = Se non hai fatto tu questa richiesta, puoi ignorare questa e-mail. La tua password non è cambiata.
reset-choice-body = Abbiamo ricevuto una richiesta di nuova password. Più account su { $location } usano l’indirizzo { $email }. Scegli quello che ti interessa:
reset-choice-link = Imposta una nuova password per { $user }
reset-choice-once = Ogni link scade dopo { $duration } e funziona una volta sola.

sign-in-mail-subject = Accedi a { $location }
sign-in-mail-preheader = Completa l’accesso. Se non l’hai richiesto tu, puoi ignorare questa e-mail.
sign-in-mail-body = Abbiamo ricevuto una richiesta di accesso senza password al tuo account { $email } su { $location }.
sign-in-mail-otherwise = Se non hai fatto tu questa richiesta, puoi ignorare questa e-mail. Senza di essa nessuno può accedere in questo modo.

verify-email-subject = Conferma il tuo indirizzo e-mail per { $location }
verify-email-preheader = Conferma che questo indirizzo è tuo.
verify-email-title = Conferma il tuo indirizzo
verify-email-body = Conferma che { $email } è il tuo indirizzo, così { $location } potrà contattarti quando serve.
verify-email-button = Conferma l’indirizzo
verify-email-otherwise = Se non hai creato tu un account su { $location }, non confermare: qualcun altro potrebbe aver scelto la password. Senza la tua conferma l’indirizzo non verrà usato.

new-address-subject = Conferma il tuo nuovo indirizzo per { $location }
new-address-preheader = Il tuo account avrà questo indirizzo appena lo confermi.
new-address-title = Conferma il tuo nuovo indirizzo
new-address-body = { $email } sta per diventare l’indirizzo di un account su { $location }. Confermalo solo se l’account è tuo.
new-address-button = Conferma il nuovo indirizzo
new-address-otherwise = Se non l’hai chiesto tu, non confermare: l’account di un’altra persona avrebbe il tuo indirizzo. Senza la tua conferma non cambia nulla.

no-account-subject = Nessun account su { $location } con questo indirizzo
no-account-preheader = Qualcuno ha inserito il tuo indirizzo, ma non esiste un account con questo indirizzo.
no-account-title = Non c’è nessun account con questo indirizzo
no-account-body = Qualcuno ha inserito questo indirizzo su { $location } per impostare una nuova password o per accedere, ma non esiste un account con questo indirizzo.
no-account-you = Se l’hai fatto tu, forse hai creato l’account con un altro indirizzo. Riprova con quello.
no-account-otherwise = Se non l’hai fatto tu, puoi ignorare questa e-mail. Non è stato creato nessun account.
no-account-home = Vai a { $location }

password-changed-subject = La tua password per { $location } è stata cambiata
password-changed-preheader = Se l’hai fatto tu, non devi fare nulla. Altrimenti blocca subito l’account.
password-changed-title = La tua password è stata cambiata
password-changed-body = La password del tuo account { $email } su { $location } è stata cambiata. Tutti i dispositivi sono stati disconnessi.
password-changed-body-stay = La password del tuo account { $email } su { $location } è stata cambiata. I dispositivi già connessi potrebbero restare connessi.
password-changed-you = Se l’hai fatto tu, non devi fare nulla.
password-changed-otherwise = Se non l’hai fatto tu, blocca subito l’account. Tutti i dispositivi verranno disconnessi e nessuno potrà accedere finché non imposti una nuova password.
password-changed-otherwise-stay = Se non l’hai fatto tu, blocca subito l’account. Da quel momento nessuno potrà accedere finché non imposti una nuova password.
password-changed-button = Non l’ho fatto io

disowned-subject = Il tuo account su { $location } è bloccato
disowned-preheader = Nessuno può accedere finché non imposti una nuova password.
disowned-title = Il tuo account è bloccato
disowned-body = Ci hai detto che l’ultima modifica al tuo account { $email } su { $location } non era tua. Tutti i dispositivi sono stati disconnessi e l’account resta bloccato finché non imposti una nuova password.
disowned-body-stay = Ci hai detto che l’ultima modifica al tuo account { $email } su { $location } non era tua. L’account resta bloccato finché non imposti una nuova password, ma i dispositivi già connessi potrebbero restare connessi.
disowned-next = Per sbloccarlo, imposta una nuova password:

address-taken-subject = Hai già un account su { $location }
address-taken-preheader = Qualcuno ha provato a usare il tuo indirizzo per un altro account. Se l’hai fatto tu, ti basta accedere.
address-taken-title = Hai già un account
address-taken-body = Qualcuno ha provato a usare l’indirizzo { $email } per un altro account su { $location }. Esiste già un account con questo indirizzo, quindi non è stato creato né cambiato nulla.
address-taken-you = Se l’hai fatto tu, accedi con la tua password. Se l’hai dimenticata, puoi impostarne una nuova:
account-safe = Se non l’hai fatto tu, puoi ignorare questa e-mail. Il tuo account è al sicuro.

other-provider-subject = Accedi a { $location } con { $provider }
other-provider-preheader = Il tuo account non ha una password da reimpostare.
other-provider-title = Il tuo account non ha una password
other-provider-body = Qualcuno ha richiesto una nuova password per il tuo account { $email } su { $location }. Non ne ha una: accedi con { $provider }.
other-provider-you = Se l’hai fatto tu, scegli { $provider } quando accedi. Se { $provider } non ti fa entrare, recupera lì il tuo account.

second-factor-title = Conferma la tua identità
second-factor-lede = Per questo account è attiva la verifica in due passaggi:
second-factor-after-reset = La tua password è stata cambiata. Manca un passaggio per accedere.
second-factor-label = Inserisci il codice della tua app di autenticazione
second-factor-hint = Hai perso il telefono? Usa un codice di recupero.
second-factor-recovery-label = Codice di recupero
second-factor-problem-malformed = Inserisci le sei cifre dell’app o un codice di recupero.
second-factor-problem-wrong = Questo codice è errato, scaduto o già usato. Attendi il prossimo e riprova.
second-factor-problem-blocked = Troppi codici errati. I codici dell’app torneranno a funzionare tra { $duration }; un codice di recupero funziona già adesso.

second-factor-added-subject = La verifica in due passaggi è attiva per { $location }
second-factor-added-title = La verifica in due passaggi è attiva
second-factor-added-body = La verifica in due passaggi è stata attivata per il tuo account { $email } su { $location }. D’ora in poi per accedere serve anche un codice della tua app di autenticazione.
second-factor-removed-subject = La verifica in due passaggi non è più attiva per { $location }
second-factor-removed-title = La verifica in due passaggi non è più attiva
second-factor-removed-body = La verifica in due passaggi è stata disattivata per il tuo account { $email } su { $location }. D’ora in poi per accedere basta la password.
second-factor-codes-subject = Nuovi codici di recupero per { $location }
second-factor-codes-title = Hai nuovi codici di recupero
second-factor-codes-body = Sono stati creati nuovi codici di recupero per il tuo account { $email } su { $location }. Quelli precedenti non funzionano più.
second-factor-guessed-subject = Codici errati inseriti per il tuo account su { $location }
second-factor-guessed-title = Qualcuno conosce la tua password e sta provando dei codici
second-factor-guessed-body = Qualcuno ha inserito la password corretta del tuo account { $email } su { $location } e poi cinque codici errati. Per un po’ i codici della tua app di autenticazione non verranno accettati. I codici di recupero funzionano ancora.

address-changed-subject = Il tuo indirizzo su { $location } è stato cambiato
address-changed-title = Il tuo account ha un nuovo indirizzo
address-changed-body = { $email } non è più l’indirizzo del tuo account su { $location }. Tutti i dispositivi sono stati disconnessi e d’ora in poi le e-mail vanno al nuovo indirizzo.
address-changed-otherwise = Se non l’hai fatto tu, blocca subito l’account. Tutti i dispositivi verranno disconnessi e nessuno potrà accedere finché l’assistenza non lo sblocca.
session-elsewhere-subject = La tua sessione su { $location } è stata usata altrove
session-elsewhere-title = La tua sessione è stata usata altrove
session-elsewhere-body = La tua sessione come { $email } su { $location } è stata appena usata da una rete lontana dalla precedente. Se qualcuno l’ha copiata, ha accesso al tuo account.
session-elsewhere-you = Se hai viaggiato, cambiato rete o attivato una VPN, eri tu e non devi fare nulla.
new-sign-in-subject = Nuovo accesso a { $location }
new-sign-in-title = Nuovo accesso al tuo account
new-sign-in-body = Qualcuno ha appena effettuato l’accesso al tuo account { $email } su { $location } da un luogo o un dispositivo che non avevamo ancora visto.
