# Polski. The keys are those of en.ftl.

## Times

duration-seconds = { $count ->
    [one] { $count } sekunda
    [few] { $count } sekundy
    [many] { $count } sekund
   *[other] { $count } sekundy
}
duration-minutes = { $count ->
    [one] { $count } minuta
    [few] { $count } minuty
    [many] { $count } minut
   *[other] { $count } minuty
}
duration-hours = { $count ->
    [one] { $count } godzina
    [few] { $count } godziny
    [many] { $count } godzin
   *[other] { $count } godziny
}
duration-days = { $count ->
    [one] { $count } dzień
    [few] { $count } dni
    [many] { $count } dni
   *[other] { $count } dnia
}
month = { $month ->
    [1] stycznia
    [2] lutego
    [3] marca
    [4] kwietnia
    [5] maja
    [6] czerwca
    [7] lipca
    [8] sierpnia
    [9] września
    [10] października
    [11] listopada
   *[12] grudnia
}
instant = { $day } { month } { $year }, { $hour }:{ $minute } (UTC)

## Words that several pages share

title-problem = Błąd: { $title }
email-label = Adres e-mail
password-label = Hasło
code-label = Kod
code-hint = Sześć cyfr z wiadomości, którą do Ciebie wysłaliśmy.
code-hint-sent = Sprawdzimy go, gdy wpiszesz wszystkie sześć.
account-label = Konto
password-show = Pokaż
password-hide = Ukryj
caps-lock = Caps Lock jest włączony.
sign-in-button = Zaloguj się
set-new-password = Ustaw nowe hasło
continue = Przejdź do { $location }
back-home = Wróć do { $location }
back-to-sign-in = Wróć do logowania
to-sign-in = Przejdź do logowania
support = Potrzebujesz pomocy?
imprint = Informacje prawne
privacy = Prywatność
or = lub
copy = Kopiuj
copied = Skopiowano
wrong-address = To nie Twój adres? Zmień go
open-mailbox = Otwórz { $provider }
open-inbox = Tryb deweloperski: otwórz przechwycone wiadomości
resend-question = Wiadomość jeszcze nie dotarła? To może potrwać minutę. Sprawdź też folder ze spamem.
resend-button = Wyślij kolejną wiadomość
resend-wait = O kolejną możesz poprosić za
limit-wait = Spróbuj ponownie za
use-another-address = Użyj innego adresu
email-problem-missing = Wpisz swój adres e-mail.
email-problem-invalid = Ten adres e-mail jest niepełny. Powinien wyglądać tak: imie@example.com.
email-suggestion = Czy chodziło o
code-problem-malformed = Wpisz sześć cyfr kodu.
code-problem-wrong = Ten kod jest błędny lub wygasł. Spróbuj ponownie, użyj linku z wiadomości albo poproś o nowy.

## A new password

forgot-title = Nie pamiętasz hasła?
forgot-lede = Wpisz swój adres e-mail, a wyślemy Ci link do ustawienia nowego hasła.
forgot-button = Wyślij wiadomość
forgot-link = Nie pamiętasz hasła?
ask-for-new-mail = Poproś o nową wiadomość
check-mail-title = Sprawdź pocztę
check-mail-lede-link = Jeśli istnieje konto z tym adresem, wiadomość z linkiem jest już w drodze. Otwórz link, aby ustawić nowe hasło.
check-mail-lede-code = Jeśli istnieje konto z tym adresem, wiadomość z kodem jest już w drodze. Wpisz kod tutaj albo otwórz link z wiadomości.
check-mail-lede-sent-before = Jeśli istnieje konto z tym adresem, wysłaliśmy już na niego wiadomości. Skorzystaj z najnowszej; kolejnej nie wysłaliśmy.
code-title = Wpisz kod
code-lede = W wysłanej przez nas wiadomości jest sześciocyfrowy kod. Link obok niego działa równie dobrze.
code-button = Dalej
new-password-title = Ustaw nowe hasło
new-password-lede = Wybierz hasło, którego nie używasz nigdzie indziej.
new-password-label = Nowe hasło
new-password-button = Zapisz hasło
new-password-sessions = Nastąpi wylogowanie na wszystkich urządzeniach.
rule-met = Gotowe:
rule-broken = Jeszcze nie:
rule-too-short = { $count ->
    [one] Co najmniej { $count } znak
    [few] Co najmniej { $count } znaki
    [many] Co najmniej { $count } znaków
   *[other] Co najmniej { $count } znaku
}
rule-too-long = { $count ->
    [one] Użyj najwyżej { $count } znaku.
    [few] Użyj najwyżej { $count } znaków.
    [many] Użyj najwyżej { $count } znaków.
   *[other] Użyj najwyżej { $count } znaku.
}
rule-needs-upper = Wielka litera
rule-needs-lower = Mała litera
rule-needs-digit = Cyfra
rule-needs-special = Znak specjalny, na przykład ! lub #
rule-advice = Długie jest lepsze niż skomplikowane: kilka słów, które tylko Ty byś ze sobą zestawił, to dobre hasło.
strength-weak = Słabe: łatwe do odgadnięcia
strength-fair = Przeciętne: można je odgadnąć
strength-good = Dobre: trudne do odgadnięcia
strength-strong = Silne: bardzo trudne do odgadnięcia
rule-too-common = Wiele osób używa tego hasła, więc jest sprawdzane jako jedno z pierwszych. Wybierz inne.
rule-breached = To hasło jest znane z wycieku danych. Wybierz inne.
rule-contains-identity = To hasło to niewiele więcej niż Twój adres lub imię. Wybierz inne.
rule-reused = To Twoje obecne hasło. Wybierz inne.
rule-used-before = To hasło było już przez Ciebie używane. Wybierz inne.
rule-changed-too-recently = Twoje hasło zostało niedawno zmienione. Spróbuj ponownie później.
reset-done-title = Twoje hasło zostało zmienione
reset-done-lede = Możesz się nim teraz zalogować. Wylogowaliśmy wszystkie Twoje urządzenia.
reset-done-signed-in = Zalogowano. Wszystkie inne urządzenia zostały wylogowane.
reset-done-notice = Wysłaliśmy Ci o tym wiadomość na wypadek, gdyby to nie był Twój ruch.

## Signing in and out

sign-in-title = Zaloguj się
sign-in-lede = Witaj ponownie w { $location }.
sign-in-code-button = Wyślij mi zamiast tego kod e-mailem
sign-in-problem-no-password = Wpisz hasło.
sign-in-problem-wrong = Adres lub hasło jest nieprawidłowe. Spróbuj ponownie albo ustaw nowe hasło.
sign-in-problem-must-reset = Zanim się zalogujesz, musisz zmienić hasło. Wybierz „Nie pamiętasz hasła?”.
sign-in-problem-not-verified = Zanim się zalogujesz, musisz potwierdzić swój adres. Wybierz „Nie pamiętasz hasła?”: ta wiadomość też go potwierdzi.
sign-in-notice-session-ended = Twoja sesja dobiegła końca. Zaloguj się ponownie.
sign-in-notice-password-changed = Twoje hasło zostało zmienione. Możesz się nim teraz zalogować.
sign-in-link-title = Zalogować się do { $location }?
sign-in-link-lede = Otwarto link logowania do tego konta:
sign-in-link-hint = Jeśli to nie Ty prosiłeś o ten link, zamknij tę stronę. Nic się nie zmieniło.
signed-in-title = Zalogowano
signed-in-lede = Miło Cię znów widzieć.
signed-in-lede-named = Miło Cię znów widzieć, { $name }.
sign-out-button = Wyloguj się
signed-out-title = Wylogowano
signed-out-lede = Twoja sesja na tym urządzeniu dobiegła końca.
sign-in-again = Zaloguj się ponownie

## Confirming an address

verify-page-title = Potwierdź swój adres
verify-page-lede = Czy to Twój adres i czy rejestracja w { $location } pochodzi od Ciebie?
verify-page-button = Tak, potwierdź
verify-page-hint = Jeśli to nie Twoja rejestracja, zamknij tę stronę: hasło mógł wybrać ktoś inny. Nic się nie zmieniło.
verify-done-title = Twój adres jest potwierdzony
verify-done-lede = Możesz się teraz zalogować.

## This wasn't me

not-me-title = To nie Twoja zmiana?
not-me-lede = Powiadomiliśmy Cię o zmianie na tym koncie. Jeśli to nie Ty, zablokuj teraz konto:
not-me-lede-address = Ktoś zmienił adres e-mail Twojego konta. Jeśli to nie Ty, zablokuj teraz konto:
not-me-sessions = Wszystkie urządzenia zostaną wylogowane.
not-me-links = Wszystkie wysłane przez nas linki i kody przestaną działać.
not-me-shut = Nikt się nie zaloguje, dopóki nie ustawisz nowego hasła.
not-me-shut-address = Nikt się nie zaloguje, dopóki pomoc techniczna nie odblokuje konta.
not-me-button = To nie ja: zablokuj konto
not-me-otherwise = Jeśli to Ty, zamknij tę stronę. Nic się nie zmieniło.
not-me-done-title = Twoje konto jest zablokowane
not-me-done-lede = Wszyscy zostali wylogowani i nikt się nie zaloguje, dopóki nie ustawisz nowego hasła.
not-me-done-second-factor = Jeśli aplikacja uwierzytelniająca tego konta nie należy do Ciebie, skontaktuj się z pomocą techniczną { $location }: nowe hasło jej nie usuwa.
not-me-done-lede-address = Wszyscy zostali wylogowani i nikt się nie zaloguje. Aby odzyskać konto, skontaktuj się z pomocą techniczną { $location }.

## Links that can't be used

link-problem-title = Ten link nie działa
link-expired = Link wygasł. Dla bezpieczeństwa konta linki są ważne przez ograniczony czas ({ $duration }).
link-used = Został już użyty, a działa tylko raz.
link-void = Jest nieaktualny: od jego wysłania coś się zmieniło na koncie.
link-unknown = Jest niepełny albo został otwarty w innej przeglądarce. Otwórz go ponownie z wiadomości albo poproś o nowy.
link-left-open = Ta strona była otwarta zbyt długo. Otwórz ponownie link z wiadomości.
link-no-cookies = Twoja przeglądarka nie wysłała pliku cookie, którego potrzebuje ta strona. Zezwól na pliki cookie dla tej witryny i otwórz ponownie link z e-maila.
code-void-title = Ten kod jest nieaktualny
code-void = Kod był poprawny, ale konto zmieniło się od czasu jego wysłania. Możliwe, że link z tego samego e-maila został już użyty. Zaloguj się nowym hasłem albo poproś o nowy e-mail.
link-problem-button = Wyślij nową wiadomość
link-again-button = Wyślij nowy link
link-again-hint = Trafi do skrzynki, na którą przyszedł ten.
link-sent-again = Nowy link jest w drodze do skrzynki, na którą przyszedł poprzedni. Otwórz go tam, aby kontynuować.
link-sent-before = Wysłaliśmy już nowszy e-mail do tej skrzynki. Użyj najnowszego; kolejnego nie wysłaliśmy.
link-problem-verify = Jeśli Twój adres nie jest jeszcze potwierdzony, wróć tam, gdzie założono konto, i poproś o nową wiadomość.
link-problem-not-me = Jeśli nie rozpoznajesz zmiany na swoim koncie, ustaw teraz nowe hasło. Wszyscy inni zostaną wylogowani. Jeśli to niemożliwe, skontaktuj się z pomocą techniczną.

## Errors

error-not-found = Ta strona nie istnieje
    .help = Adres może być błędnie wpisany albo strona została przeniesiona.
error-bad-request = Nie udało się tego odczytać
    .help = Coś w żądaniu było inne, niż oczekiwaliśmy. Wróć i spróbuj ponownie.
error-form-expired = Ten formularz wygasł
    .help = Był długo otwarty albo Twoja przeglądarka nie wysłała naszego pliku cookie. Wróć, odśwież stronę i spróbuj ponownie.
error-no-cookies = Twoja przeglądarka blokuje pliki cookie
    .help = Ta strona potrzebuje pliku cookie, aby wiedzieć, że formularz pochodzi od Ciebie. Zezwól na pliki cookie dla tej witryny, wróć, odśwież stronę i spróbuj ponownie.
error-wrong-host = Ta strona ma inny adres
    .help = Została otwarta pod adresem, który nie jest dla niej przeznaczony, więc formularze tam nie działają. Otwórz ją tutaj:
error-wrong-passwords = Zbyt wiele błędnych haseł
    .help = Z Twojej sieci wpisano zbyt wiele błędnych haseł dla tego adresu. Twoje konto jest bezpieczne. Nie musisz czekać: poproś o kod e-mailem albo ustaw nowe hasło.
error-too-many = Zbyt wiele prób
    .help = Z Twojej sieci było wiele prób. Z Twoim kontem wszystko w porządku.
error-overloaded = Mamy teraz bardzo duży ruch
    .help = Nie mogliśmy przyjąć Twojego żądania. Spróbuj ponownie.
error-mail-off = Nie możemy teraz wysyłać e-maili
    .help = Skontaktuj się z pomocą techniczną.
error-internal = Coś poszło nie tak po naszej stronie
    .help = Twoje żądanie mogło nie zostać wykonane. Spróbuj ponownie za chwilę.
error-retry = Spróbuj ponownie za: { $duration }.
error-status = Status { $status }
error-request-id = Prosząc o pomoc, podaj

## Development inbox

inbox-title = Skrzynka deweloperska
inbox-live = Nowe wiadomości pojawiają się same
inbox-search = Szukaj
inbox-clear = Usuń wszystko
inbox-delete = Usuń
inbox-download = Pobierz
inbox-unread = Nieprzeczytane
inbox-list = Przechwycone wiadomości
inbox-from = Od
inbox-to = Do
inbox-time = Czas
inbox-link = Link
inbox-html = HTML
inbox-text = Tekst
inbox-source = Źródło
inbox-headers = Nagłówki
inbox-phone = Szerokość telefonu
inbox-light = Jasny
inbox-dark = Ciemny
inbox-no-images = Bez obrazów
inbox-empty = Nie ma jeszcze wiadomości
inbox-empty-hint = Tu trafiają wiadomości, które serwer by wysłał. Poproś o jedną na

## Mails

mail-greeting = Dzień dobry,
mail-greeting-named = Dzień dobry { $name },
mail-link-fallback = Jeśli przycisk nie działa, skopiuj ten adres do przeglądarki:
mail-footer = Tę wiadomość wysłano automatycznie w imieniu { $location }.
mail-code-prompt = Wpisz ten kod na stronie, na której o niego poproszono:
mail-code-valid = Ważność kodu: { $duration }. Nikomu go nie podawaj; nigdy o niego nie poprosimy.
mail-link-beside = Albo użyj tego przycisku zamiast kodu:
mail-link-beside-text = Albo otwórz ten link zamiast używać kodu:
mail-link-once = Link działa jeden raz. Ważność: { $duration }.
mail-link-valid = Ważność linku: { $duration }.
mail-time = Kiedy
mail-network = Sieć
mail-secure-mailbox = Osoba, która to zrobiła, może też czytać Twoją pocztę. Zmień również hasło do skrzynki.

reset-link-subject = Ustaw nowe hasło do { $location }
reset-link-preheader = Otwórz link, aby wybrać nowe hasło. Jeśli to nie Twoja prośba, możesz zignorować tę wiadomość.

reset-code-subject = Twój kod do nowego hasła w { $location }
reset-code-preheader = Wpisz kod, aby wybrać nowe hasło. Jeśli to nie Twoja prośba, możesz zignorować tę wiadomość.
reset-body = Otrzymaliśmy prośbę o ustawienie nowego hasła do konta { $email } w { $location }.
reset-otherwise = Jeśli to nie Ty, możesz zignorować tę wiadomość. Twoje hasło pozostaje bez zmian.

sign-in-mail-subject = Zaloguj się do { $location }
sign-in-mail-preheader = Dokończ logowanie. Jeśli to nie Twoja prośba, możesz zignorować tę wiadomość.
sign-in-mail-body = Otrzymaliśmy prośbę o zalogowanie bez hasła na konto { $email } w { $location }.
sign-in-mail-otherwise = Jeśli to nie Ty, możesz zignorować tę wiadomość. Bez tej wiadomości nikt nie zaloguje się w ten sposób.

verify-email-subject = Potwierdź swój adres e-mail dla { $location }
verify-email-preheader = Potwierdź, że ten adres należy do Ciebie.
verify-email-title = Potwierdź swój adres
verify-email-body = Potwierdź, że { $email } to Twój adres, aby { $location } mogło się z Tobą skontaktować, gdy będzie to ważne.
verify-email-button = Potwierdź adres
verify-email-otherwise = Jeśli rejestracja w { $location } nie pochodzi od Ciebie, nie potwierdzaj: hasło mógł wybrać ktoś inny. Bez Twojego potwierdzenia adres nie będzie używany.

no-account-subject = W { $location } nie ma konta z tym adresem
no-account-preheader = Ktoś wpisał Twój adres, ale nie ma z nim konta.
no-account-title = Nie ma konta z tym adresem
no-account-body = Ktoś – być może Ty – wpisał ten adres w { $location }, prosząc o nowe hasło lub chcąc się zalogować. Nie ma z nim konta.
no-account-you = Jeśli to Ty: być może Twoje konto używa innego z Twoich adresów. Spróbuj z tamtym.
no-account-otherwise = Jeśli to nie Ty, możesz zignorować tę wiadomość. Nie utworzono żadnego konta.
no-account-home = Przejdź do { $location }

password-changed-subject = Twoje hasło do { $location } zostało zmienione
password-changed-preheader = Jeśli to Ty, nie musisz nic robić. Jeśli nie, zablokuj teraz konto.
password-changed-title = Twoje hasło zostało zmienione
password-changed-body = Hasło do Twojego konta { $email } w { $location } zostało zmienione. Wszystkie urządzenia zostały wylogowane.
password-changed-you = Jeśli to Ty, nie musisz nic robić.
password-changed-otherwise = Jeśli to nie Ty, zablokuj teraz konto. Wszyscy zostaną wylogowani i nikt się nie zaloguje, dopóki nie ustawisz nowego hasła.
password-changed-button = To nie ja

disowned-subject = Twoje konto w { $location } jest zablokowane
disowned-preheader = Nikt się nie zaloguje, dopóki nie ustawisz nowego hasła.
disowned-title = Twoje konto jest zablokowane
disowned-body = Dostaliśmy od Ciebie informację, że ostatnia zmiana na koncie { $email } w { $location } nie pochodziła od Ciebie. Wszyscy zostali wylogowani, a konto pozostanie zablokowane, dopóki nie ustawisz nowego hasła.
disowned-next = Aby je odblokować, ustaw nowe hasło:

address-taken-subject = Masz już konto w { $location }
address-taken-preheader = Ktoś próbował się zarejestrować z Twoim adresem. Jeśli to Ty, po prostu się zaloguj.
address-taken-title = Masz już konto
address-taken-body = Ktoś – być może Ty – próbował założyć w { $location } konto z adresem { $email }. Takie konto już istnieje, więc niczego nie utworzono ani nie zmieniono.
address-taken-you = Jeśli to Ty, zaloguj się swoim hasłem. Jeśli go nie pamiętasz, możesz ustawić nowe:
account-safe = Jeśli to nie Ty, możesz zignorować tę wiadomość. Twoje konto jest bezpieczne.

other-provider-subject = Zaloguj się w { $location } przez { $provider }
other-provider-preheader = Twoje konto nie ma hasła, które można by zresetować.
other-provider-title = Twoje konto nie ma hasła
other-provider-body = Ktoś – być może Ty – poprosił o nowe hasło do Twojego konta { $email } w { $location }. To konto nie ma hasła: logujesz się przez { $provider }.
other-provider-you = Jeśli to Ty, wybierz { $provider } przy logowaniu. Jeśli { $provider } Cię nie wpuszcza, odzyskaj tam swoje konto.

second-factor-title = Potwierdź, że to Ty
second-factor-lede = Na tym koncie włączone jest logowanie dwuetapowe:
second-factor-after-reset = Twoje hasło zostało zmienione. Jeszcze jeden krok do zalogowania.
second-factor-label = Wpisz kod z aplikacji uwierzytelniającej
second-factor-hint = Nie masz telefonu? Wpisz jeden z kodów odzyskiwania.
second-factor-recovery-label = Kod odzyskiwania
second-factor-problem-malformed = Wpisz sześć cyfr z aplikacji albo kod odzyskiwania.
second-factor-problem-wrong = Ten kod jest błędny, za stary lub już użyty. Poczekaj na następny i spróbuj ponownie.
second-factor-problem-blocked = Za dużo błędnych kodów. Kody z aplikacji znów zadziałają za: { $duration }. Kod odzyskiwania działa już teraz.

second-factor-added-subject = Logowanie dwuetapowe w { $location } jest włączone
second-factor-added-title = Logowanie dwuetapowe jest włączone
second-factor-added-body = Na Twoim koncie { $email } w { $location } włączono logowanie dwuetapowe. Od teraz do logowania potrzebny jest też kod z aplikacji uwierzytelniającej.
second-factor-removed-subject = Logowanie dwuetapowe w { $location } jest wyłączone
second-factor-removed-title = Logowanie dwuetapowe jest wyłączone
second-factor-removed-body = Na Twoim koncie { $email } w { $location } wyłączono logowanie dwuetapowe. Od teraz do logowania wystarczy samo hasło.
second-factor-codes-subject = Nowe kody odzyskiwania do { $location }
second-factor-codes-title = Masz nowe kody odzyskiwania
second-factor-codes-body = Dla Twojego konta { $email } w { $location } utworzono nowe kody odzyskiwania. Poprzednie już nie działają.
second-factor-guessed-subject = Błędne kody do Twojego konta w { $location }
second-factor-guessed-title = Ktoś zna Twoje hasło i próbuje kodów
second-factor-guessed-body = Ktoś podał prawidłowe hasło do Twojego konta { $email } w { $location }, a potem pięć błędnych kodów. Kody z aplikacji uwierzytelniającej nie są przez pewien czas przyjmowane; kody odzyskiwania są.

address-changed-subject = Twój adres w { $location } został zmieniony
address-changed-title = Twoje konto ma teraz inny adres
address-changed-body = Konto w { $location }, które miało adres { $email }, ma teraz inny adres. Wszystkie urządzenia zostały wylogowane, a wiadomości trafiają odtąd na nowy adres.
address-changed-otherwise = Jeśli to nie Ty, zablokuj teraz konto. Wszyscy zostaną wylogowani i nikt się nie zaloguje, dopóki pomoc techniczna go nie odblokuje.
session-elsewhere-subject = Twoja sesja w { $location } została użyta gdzie indziej
session-elsewhere-title = Twoja sesja została użyta gdzie indziej
session-elsewhere-body = Z Twojej sesji { $email } w { $location } skorzystano właśnie z sieci odległej od poprzedniej. Jeśli ktoś ją skopiował, ma dostęp do Twojego konta.
session-elsewhere-you = Jeśli jesteś w podróży, zmieniono sieć lub włączono VPN, to Ty i nie musisz nic robić.
