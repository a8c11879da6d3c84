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

## Words that several pages share

title-problem = Errore: { $title }
email-label = Indirizzo e-mail
password-label = Password
code-label = Codice
code-hint = Sei cifre, nell’e-mail che ti abbiamo inviato.
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
wrong-address = Non è il tuo indirizzo? Cambialo
open-inbox = Modalità di sviluppo: apri le e-mail catturate
resend-question = Ancora nessuna e-mail? Può volerci un minuto. Controlla anche la cartella dello spam.
resend-button = Invia un’altra e-mail
resend-wait = Potrai chiederne un’altra tra
email-problem-missing = Inserisci il tuo indirizzo e-mail.
email-problem-invalid = Questo indirizzo è incompleto. Dovrebbe assomigliare a nome@example.com.
code-problem-malformed = Inserisci le sei cifre del codice.
code-problem-wrong = Questo codice è sbagliato o scaduto. Riprova, usa il link nell’e-mail o chiedine un altro.

## A new password

forgot-title = Hai dimenticato la password?
forgot-lede = Inserisci l’indirizzo e-mail del tuo account e ti invieremo quello che serve per impostare una nuova password.
forgot-button = Invia e-mail
forgot-link = Hai dimenticato la password?
ask-for-new-mail = Chiedi una nuova e-mail
check-mail-title = Controlla la posta
check-mail-lede-link = Se esiste un account con questo indirizzo, è in arrivo un’e-mail con un link. Aprilo per impostare una nuova password.
check-mail-lede-code = Se esiste un account con questo indirizzo, è in arrivo un’e-mail con un codice. Inserisci il codice qui o apri il link nell’e-mail.
check-mail-lede-sent-before = Se esiste un account con questo indirizzo, gli abbiamo già inviato delle e-mail. Usa la più recente; non ne abbiamo inviata un’altra.
code-title = Inserisci il codice
code-lede = Nell’e-mail che ti abbiamo inviato c’è un codice di sei cifre. Anche il link accanto va benissimo.
code-button = Continua
new-password-title = Imposta una nuova password
new-password-lede = Scegli una password che non usi da nessun’altra parte.
new-password-label = Nuova password
new-password-button = Salva la password
new-password-sessions = Salvando verrai disconnesso da tutti i tuoi dispositivi.
rule-met = Fatto:
rule-broken = Non ancora:
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
rule-advice = Meglio lunga che complicata: poche parole che solo tu metteresti insieme sono una buona password.
strength-weak = Debole: facile da indovinare
strength-fair = Discreta: si potrebbe indovinare
strength-good = Buona: difficile da indovinare
strength-strong = Forte: molto difficile da indovinare
rule-too-common = Molte persone usano questa password, quindi è tra le prime a essere provate. Scegline un’altra.
rule-breached = Questa password compare in una fuga di dati. Scegline un’altra.
rule-contains-identity = Questa password è poco più del tuo indirizzo o del tuo nome. Scegline un’altra.
rule-reused = Questa è la tua password attuale. Scegline un’altra.
reset-done-title = La tua password è stata cambiata
reset-done-lede = Ora puoi usarla per accedere. Tutti i tuoi dispositivi sono stati disconnessi.
reset-done-signed-in = Hai effettuato l’accesso. Tutti gli altri dispositivi sono stati disconnessi.
reset-done-notice = Ti abbiamo inviato un’e-mail per avvisarti, nel caso non fossi stato tu.

## Signing in and out

sign-in-title = Accedi
sign-in-lede = Che bello rivederti su { $location }.
sign-in-code-button = Inviami invece un codice
sign-in-problem-no-password = Inserisci la password.
sign-in-problem-wrong = L’indirizzo o la password non sono corretti. Riprova o imposta una nuova password.
sign-in-problem-must-reset = Devi cambiare la password prima di poter accedere. Scegli «Hai dimenticato la password?».
sign-in-problem-not-verified = Devi confermare il tuo indirizzo prima di poter accedere. Scegli «Hai dimenticato la password?»: anche quell’e-mail lo conferma.
sign-in-notice-session-ended = La sessione è terminata. Accedi di nuovo.
sign-in-notice-password-changed = La tua password è stata cambiata. Ora puoi usarla per accedere.
sign-in-link-title = Vuoi accedere a { $location }?
sign-in-link-lede = Hai aperto un link di accesso per questo account:
sign-in-link-hint = Se non hai chiesto questo link, chiudi la pagina. Non è successo nulla.
signed-in-title = Hai effettuato l’accesso
signed-in-lede = Che bello rivederti.
signed-in-lede-named = Che bello rivederti, { $name }.
sign-out-button = Esci
signed-out-title = Sei uscito
signed-out-lede = La sessione su questo dispositivo è terminata.
sign-in-again = Accedi di nuovo

## Confirming an address

verify-page-title = Conferma il tuo indirizzo
verify-page-lede = È il tuo indirizzo, e ti sei registrato tu su { $location }?
verify-page-button = Sì, conferma
verify-page-hint = Se non ti sei registrato, chiudi la pagina: qualcun altro potrebbe aver scelto la password. Non è successo nulla.
verify-done-title = Il tuo indirizzo è confermato
verify-done-lede = Puoi tornare dove ti sei registrato e accedere.

## This wasn't me

not-me-title = Non sei stato tu?
not-me-lede = Ti abbiamo segnalato una modifica a questo account. Se non l’hai fatta tu, blocca subito l’account:
not-me-lede-address = Qualcuno ha cambiato l’indirizzo e-mail del tuo account. Se non sei stato tu, blocca subito l’account:
not-me-sessions = Chiunque abbia effettuato l’accesso verrà disconnesso.
not-me-links = Tutti i link e i codici che abbiamo inviato smetteranno di funzionare.
not-me-shut = Nessuno potrà accedere finché non imposti una nuova password.
not-me-shut-address = Nessuno potrà accedere finché l’assistenza non sblocca l’account.
not-me-button = Non sono stato io: blocca l’account
not-me-otherwise = Se sei stato tu, chiudi la pagina. Non è successo nulla.
not-me-done-title = Il tuo account è bloccato
not-me-done-lede = Tutti sono stati disconnessi e nessuno può accedere finché non imposti una nuova password.
not-me-done-second-factor = Se l’app di autenticazione di questo account non è la tua, contatta l’assistenza di { $location }: una nuova password non la rimuove.
not-me-done-lede-address = Tutti sono stati disconnessi e nessuno può accedere. Per riavere il tuo account, contatta l’assistenza di { $location }.

## Links that can't be used

link-problem-title = Questo link non funziona
link-expired = È scaduto: per la tua sicurezza i link valgono solo per un po’.
link-used = È già stato usato, e funziona una volta sola.
link-void = Non è più valido: da quando è stato inviato, qualcosa nell’account è cambiato.
link-unknown = È incompleto o è stato aperto in un altro browser. Riaprilo dall’e-mail o chiedine uno nuovo.
link-left-open = Questa pagina è rimasta aperta troppo a lungo. Riapri il link dell’e-mail.
link-problem-button = Invia una nuova e-mail
link-problem-verify = Se il tuo indirizzo non è ancora confermato, torna dove ti sei registrato e chiedi una nuova e-mail.
link-problem-not-me = Se non riconosci una modifica al tuo account, imposta subito una nuova password. Tutti gli altri verranno disconnessi. Se non ci riesci, contatta l’assistenza.

## Errors

error-not-found = Questa pagina non esiste
    .help = L’indirizzo potrebbe essere sbagliato, o la pagina è stata spostata.
error-bad-request = Non siamo riusciti a leggere la richiesta
    .help = Qualcosa nella richiesta non era come previsto. Torna indietro e riprova.
error-form-expired = Questo modulo è scaduto
    .help = È rimasto aperto a lungo, o il browser non ha inviato il nostro cookie. Torna indietro, ricarica la pagina e riprova.
error-too-many = Troppi tentativi
    .help = Ci sono stati molti tentativi dalla tua rete. Il tuo account è a posto.
error-overloaded = In questo momento siamo molto occupati
    .help = Non abbiamo potuto accogliere la tua richiesta. Riprova.
error-mail-off = Non è possibile inviare e-mail
    .help = Al momento questo servizio non invia e-mail. Rivolgiti a chi lo gestisce.
error-internal = Qualcosa è andato storto da parte nostra
    .help = La tua richiesta potrebbe non essere andata a buon fine. Riprova tra poco.
error-retry = Riprova tra { $duration }.
error-status = Stato { $status }
error-request-id = Se chiedi aiuto, indica

## Development inbox

inbox-title = Casella di sviluppo
inbox-live = Le nuove e-mail compaiono da sole
inbox-search = Cerca
inbox-clear = Elimina tutto
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
inbox-empty = Ancora nessuna e-mail
inbox-empty-hint = Qui arrivano le e-mail che il server invierebbe. Chiedine una su

## Mails

mail-greeting = Ciao,
mail-greeting-named = Ciao { $name },
mail-link-fallback = Se il pulsante non funziona, copia questo indirizzo nel browser:
mail-footer = Questa e-mail è stata inviata automaticamente da { $location }.
mail-code-prompt = Inserisci questo codice nella pagina in cui l’hai chiesto:
mail-code-valid = Il codice vale { $duration }. Non comunicarlo a nessuno; non te lo chiederemo mai.
mail-link-beside = Oppure usa questo pulsante al posto del codice:
mail-link-beside-text = Oppure apri questo link al posto del codice:
mail-link-once = Il link funziona una volta sola, per { $duration }.
mail-link-valid = Il link funziona per { $duration }.
mail-time = Quando
mail-network = Dalla rete
mail-secure-mailbox = Chi ha fatto questo potrebbe anche leggere le tue e-mail. Cambia anche la password della tua casella.

reset-link-subject = Imposta una nuova password per { $location }
reset-link-preheader = Apri il link per scegliere una nuova password. Se non l’hai chiesto tu, non devi fare nulla.

reset-code-subject = Il tuo codice per una nuova password su { $location }
reset-code-preheader = Inserisci il codice per scegliere una nuova password. Se non l’hai chiesto tu, non devi fare nulla.
reset-body = Qualcuno – speriamo tu – ha chiesto una nuova password per il tuo account { $email } su { $location }.
reset-otherwise = Se non sei stato tu, non devi fare nulla: la tua password resta com’è.

sign-in-mail-subject = Accedi a { $location }
sign-in-mail-preheader = Completa l’accesso. Se non l’hai chiesto tu, non devi fare nulla.
sign-in-mail-body = Qualcuno – speriamo tu – ha chiesto di accedere senza password al tuo account { $email } su { $location }.
sign-in-mail-otherwise = Se non sei stato tu, non devi fare nulla: senza questa e-mail nessuno può accedere in questo modo.

verify-email-subject = Conferma il tuo indirizzo e-mail per { $location }
verify-email-preheader = Conferma che questo indirizzo è tuo.
verify-email-title = Conferma il tuo indirizzo
verify-email-body = Conferma che { $email } è il tuo indirizzo, così { $location } potrà contattarti quando serve.
verify-email-button = Conferma l’indirizzo
verify-email-otherwise = Se non ti sei registrato tu su { $location }, non confermare: qualcun altro potrebbe aver scelto la password. Senza la tua conferma l’indirizzo non verrà usato.

no-account-subject = Nessun account su { $location } con questo indirizzo
no-account-preheader = Qualcuno ha inserito il tuo indirizzo, ma non c’è nessun account.
no-account-title = Non c’è nessun account con questo indirizzo
no-account-body = Qualcuno – forse tu – ha inserito questo indirizzo su { $location } per chiedere una nuova password o per accedere. Non esiste un account con questo indirizzo.
no-account-you = Se sei stato tu: forse il tuo account usa un altro dei tuoi indirizzi. Riprova con quello.
no-account-otherwise = Se non sei stato tu, non devi fare nulla. Non è stato creato nessun account.
no-account-home = Vai a { $location }

password-changed-subject = La tua password per { $location } è stata cambiata
password-changed-preheader = Se sei stato tu, va tutto bene. Altrimenti agisci subito.
password-changed-title = La tua password è stata cambiata
password-changed-body = La password del tuo account { $email } su { $location } è stata cambiata. Tutti i dispositivi sono stati disconnessi.
password-changed-you = Se sei stato tu, va tutto bene e non devi fare nulla.
password-changed-otherwise = Se non sei stato tu, blocca subito l’account. Tutti verranno disconnessi e nessuno potrà accedere finché non imposti una nuova password.
password-changed-button = Non sono stato io

disowned-subject = Il tuo account su { $location } è bloccato
disowned-preheader = Nessuno può accedere finché non imposti una nuova password.
disowned-title = Il tuo account è bloccato
disowned-body = Ci hai detto che l’ultima modifica al tuo account { $email } su { $location } non era tua. Tutti sono stati disconnessi e l’account resta bloccato finché non imposti una nuova password.
disowned-next = Per sbloccarlo, imposta una nuova password:

address-taken-subject = Hai già un account su { $location }
address-taken-preheader = Qualcuno ha provato a registrarsi con il tuo indirizzo. Se sei stato tu, ti basta accedere.
address-taken-title = Hai già un account
address-taken-body = Qualcuno – forse tu – ha provato a creare un account su { $location } con l’indirizzo { $email }. Ne esiste già uno, quindi non è stato creato né cambiato nulla.
address-taken-you = Se sei stato tu, accedi con la tua password. Se l’hai dimenticata, puoi impostarne una nuova:
account-safe = Se non sei stato tu, non devi fare nulla: il tuo account è al sicuro.

other-provider-subject = Accedi a { $location } con { $provider }
other-provider-preheader = Il tuo account non ha una password da reimpostare.
other-provider-title = Il tuo account non ha una password
other-provider-body = Qualcuno – forse tu – ha chiesto una nuova password per il tuo account { $email } su { $location }. Non ne ha una: accedi con { $provider }.
other-provider-you = Se sei stato tu, scegli { $provider } quando accedi. Se { $provider } non ti fa entrare, recupera lì il tuo account.

second-factor-title = Inserisci il secondo codice
second-factor-lede = Per questo account è attiva la verifica in due passaggi:
second-factor-after-reset = La tua password è stata cambiata. Manca un passo per accedere.
second-factor-label = Codice dell’app di autenticazione
second-factor-hint = Hai perso il telefono? Inserisci invece uno dei tuoi codici di recupero.
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
second-factor-guessed-subject = Codici errati per il tuo account { $location }
second-factor-guessed-title = Qualcuno conosce la tua password e prova dei codici
second-factor-guessed-body = Qualcuno ha inserito la password corretta del tuo account { $email } su { $location } e poi cinque codici errati. Per un po’ i codici della tua app di autenticazione non vengono accettati; i codici di recupero sì.

address-changed-subject = Il tuo indirizzo su { $location } è stato cambiato
address-changed-title = Il tuo account ha ora un altro indirizzo
address-changed-body = L’account su { $location } che aveva l’indirizzo { $email } ora ne ha un altro. Tutti i dispositivi sono stati disconnessi e d’ora in poi le e-mail vanno al nuovo indirizzo.
address-changed-otherwise = Se non sei stato tu, blocca subito l’account. Tutti verranno disconnessi e nessuno potrà accedere finché l’assistenza non lo sblocca.
