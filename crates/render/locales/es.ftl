# Español. The keys are those of en.ftl.

## Times

duration-seconds = { $count ->
    [one] { $count } segundo
   *[other] { $count } segundos
}
duration-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
duration-hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
}
duration-days = { $count ->
    [one] { $count } día
   *[other] { $count } días
}
month = { $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
}
instant = { $day } de { month } de { $year }, { $hour }:{ $minute } (UTC)

## Words that several pages share

title-problem = Error: { $title }
email-label = Correo electrónico
password-label = Contraseña
code-label = Código
code-hint = Seis cifras, las del correo que te hemos enviado.
code-hint-sent = Se comprueba en cuanto introduces los seis.
account-label = Cuenta
password-show = Mostrar
password-hide = Ocultar
caps-lock = El bloqueo de mayúsculas está activado.
sign-in-button = Iniciar sesión
set-new-password = Crear una contraseña nueva
continue = Continuar a { $location }
back-home = Volver a { $location }
back-to-sign-in = Volver al inicio de sesión
to-sign-in = Ir al inicio de sesión
support = ¿Necesitas ayuda?
imprint = Aviso legal
privacy = Privacidad
or = o
copy = Copiar
copied = Copiado
wrong-address = ¿No es tu dirección? Cámbiala
open-mailbox = Abrir { $provider }
open-inbox = Modo de desarrollo: abrir los correos capturados
resend-question = ¿Aún no ha llegado el correo? Puede tardar un minuto. Mira también en la carpeta de spam.
resend-button = Enviar otro correo
resend-wait = Podrás pedir otro en
limit-wait = Podrás volver a intentarlo en
use-another-address = Usar otra dirección
email-problem-missing = Escribe tu correo electrónico.
email-problem-invalid = Esta dirección está incompleta. Debería parecerse a nombre@example.com.
email-suggestion = ¿Querías decir
code-problem-malformed = Escribe las seis cifras de tu código.
code-problem-wrong = Este código no es correcto o ha caducado. Inténtalo de nuevo, usa el enlace del correo o pide otro.

## A new password

forgot-title = ¿Has olvidado tu contraseña?
forgot-lede = Escribe tu correo electrónico y te enviaremos un enlace para crear una contraseña nueva.
forgot-button = Enviar correo
forgot-link = ¿Has olvidado tu contraseña?
ask-for-new-mail = Pedir otro correo
check-mail-title = Revisa tu correo
check-mail-lede-link = Si hay una cuenta con esta dirección, ya va de camino un correo con un enlace. Ábrelo para crear una contraseña nueva.
check-mail-lede-code = Si hay una cuenta con esta dirección, ya va de camino un correo con un código. Escríbelo aquí o abre el enlace del correo.
check-mail-lede-sent-before = Si hay una cuenta con esta dirección, ya le hemos enviado correos. Usa el más reciente; no hemos enviado ninguno más.
code-title = Escribe tu código
code-lede = En el correo que te hemos enviado hay un código de seis cifras. El enlace que lo acompaña funciona igual de bien.
code-button = Continuar
new-password-title = Crea una contraseña nueva
new-password-lede = Elige una contraseña que no uses en ningún otro sitio.
new-password-label = Contraseña nueva
new-password-button = Guardar contraseña
new-password-sessions = Se cerrará la sesión en todos tus dispositivos.
rule-met = Hecho:
rule-broken = Todavía no:
rule-too-short = { $count ->
    [one] Al menos { $count } carácter
   *[other] Al menos { $count } caracteres
}
rule-too-long = { $count ->
    [one] Usa como máximo { $count } carácter.
   *[other] Usa como máximo { $count } caracteres.
}
rule-needs-upper = Una letra mayúscula
rule-needs-lower = Una letra minúscula
rule-needs-digit = Una cifra
rule-needs-special = Un carácter especial, como ! o #
rule-advice = Mejor larga que complicada: unas pocas palabras que solo tú juntarías hacen una buena contraseña.
strength-weak = Débil: fácil de adivinar
strength-fair = Aceptable: se podría adivinar
strength-good = Buena: difícil de adivinar
strength-strong = Fuerte: muy difícil de adivinar
rule-too-common = Mucha gente usa esta contraseña, así que es de las primeras que se prueban. Elige otra.
rule-breached = Esta contraseña aparece en una filtración de datos. Elige otra.
rule-contains-identity = Esta contraseña es poco más que tu dirección o tu nombre. Elige otra.
rule-reused = Esta es tu contraseña actual. Elige otra.
rule-used-before = Ya has usado esta contraseña antes. Elige otra.
rule-changed-too-recently = Tu contraseña se cambió hace poco. Inténtalo más tarde.
reset-done-title = Tu contraseña ha cambiado
reset-done-lede = Ya puedes iniciar sesión con ella. Se ha cerrado la sesión en todos tus dispositivos.
reset-done-signed-in = Has iniciado sesión. Se ha cerrado en todos los demás dispositivos.
reset-done-notice = Te hemos enviado un correo para avisarte, por si no has sido tú.

## Signing in and out

sign-in-title = Iniciar sesión
sign-in-lede = Qué bien verte de nuevo en { $location }.
sign-in-code-button = Prefiero un código por correo
sign-in-problem-no-password = Escribe tu contraseña.
sign-in-problem-wrong = La dirección o la contraseña no son correctas. Inténtalo de nuevo o crea una contraseña nueva.
sign-in-problem-must-reset = Tienes que cambiar tu contraseña antes de iniciar sesión. Elige «¿Has olvidado tu contraseña?».
sign-in-problem-not-verified = Tienes que confirmar tu dirección antes de iniciar sesión. Elige «¿Has olvidado tu contraseña?»: el correo también la confirma.
sign-in-notice-session-ended = Tu sesión ha terminado. Vuelve a iniciarla.
sign-in-notice-password-changed = Tu contraseña ha cambiado. Ya puedes iniciar sesión con ella.
sign-in-link-title = ¿Iniciar sesión en { $location }?
sign-in-link-lede = Has abierto un enlace de inicio de sesión para esta cuenta:
sign-in-link-hint = Si no has pedido este enlace, cierra esta página. No ha cambiado nada.
signed-in-title = Has iniciado sesión
signed-in-lede = Qué bien verte de nuevo.
signed-in-lede-named = Qué bien verte de nuevo, { $name }.
sign-out-button = Cerrar sesión
signed-out-title = Has cerrado la sesión
signed-out-lede = Tu sesión en este dispositivo ha terminado.
sign-in-again = Iniciar sesión de nuevo

## Confirming an address

verify-page-title = Confirma tu dirección
verify-page-lede = ¿Es esta tu dirección y te has registrado tú en { $location }?
verify-page-button = Sí, confirmar
verify-page-hint = Si no te has registrado, cierra esta página: otra persona puede haber elegido la contraseña. No ha cambiado nada.
verify-done-title = Tu dirección está confirmada
verify-done-lede = Ya puedes iniciar sesión.

## This wasn't me

not-me-title = ¿No has hecho este cambio?
not-me-lede = Te hemos avisado de un cambio en esta cuenta. Si no lo has hecho tú, bloquea la cuenta ahora:
not-me-lede-address = Alguien ha cambiado la dirección de correo de tu cuenta. Si no has sido tú, bloquea la cuenta ahora:
not-me-sessions = Se cerrará la sesión en todos los dispositivos.
not-me-links = Todos los enlaces y códigos que hemos enviado dejarán de funcionar.
not-me-shut = Nadie podrá iniciar sesión hasta que crees una contraseña nueva.
not-me-shut-address = Nadie podrá iniciar sesión hasta que el equipo de soporte desbloquee la cuenta.
not-me-button = No he sido yo: bloquear la cuenta
not-me-otherwise = Si has sido tú, cierra esta página. No ha cambiado nada.
not-me-done-title = Tu cuenta está bloqueada
not-me-done-lede = Se han cerrado todas las sesiones y nadie puede iniciar sesión hasta que crees una contraseña nueva.
not-me-done-second-factor = Si la aplicación de autenticación de esta cuenta no es la tuya, ponte en contacto con el soporte de { $location }: una contraseña nueva no la elimina.
not-me-done-lede-address = Se han cerrado todas las sesiones y nadie puede iniciar sesión. Para recuperar tu cuenta, ponte en contacto con el soporte de { $location }.

## Links that can't be used

link-problem-title = Este enlace no funciona
link-expired = Ha caducado. Para proteger tu cuenta, los enlaces caducan después de { $duration }.
link-used = Ya se ha usado. Cada enlace funciona una sola vez.
link-void = Ya no es válido: algo ha cambiado en la cuenta desde que se envió.
link-unknown = Está incompleto o se ha abierto en otro navegador. Ábrelo otra vez desde el correo o pide uno nuevo.
link-left-open = Esta página ha estado abierta demasiado tiempo. Abre otra vez el enlace del correo.
link-no-cookies = Tu navegador no envió la cookie que esta página necesita. Permite las cookies de este sitio y vuelve a abrir el enlace del correo.
code-void-title = Este código ya no es actual
code-void = El código era correcto, pero tu cuenta ha cambiado desde que lo enviamos. Quizá ya usaste el enlace del mismo correo. Inicia sesión con tu nueva contraseña o pide otro correo.
link-problem-button = Enviar otro correo
link-again-button = Enviar un enlace nuevo
link-again-hint = Llegará al mismo buzón que recibió este.
link-sent-again = Un enlace nuevo va de camino al buzón que recibió el anterior. Ábrelo allí para continuar.
link-sent-before = Ya enviamos un correo más reciente a ese buzón. Usa el más reciente; no hemos enviado otro.
link-problem-verify = Si tu dirección aún no está confirmada, vuelve al sitio donde te registraste y pide otro correo.
link-problem-not-me = Si no reconoces un cambio en tu cuenta, crea ahora una contraseña nueva. Así se cierra la sesión de todos los demás. Si no puedes, ponte en contacto con el soporte.

## Errors

error-not-found = Esta página no existe
    .help = Puede que la dirección esté mal escrita o que la página se haya movido.
error-bad-request = No hemos podido leer eso
    .help = Algo en la solicitud no era lo esperado. Vuelve atrás e inténtalo de nuevo.
error-form-expired = Este formulario ha caducado
    .help = Ha estado abierto mucho tiempo o tu navegador no ha enviado nuestra cookie. Vuelve atrás, recarga la página e inténtalo de nuevo.
error-no-cookies = Tu navegador bloquea las cookies
    .help = Esta página necesita una cookie para saber que el formulario es tuyo. Permite las cookies de este sitio, vuelve atrás, recarga la página e inténtalo de nuevo.
error-wrong-host = Esta página tiene otra dirección
    .help = La abriste con una dirección que no es la suya, y allí sus formularios no funcionan. Ábrela aquí:
error-wrong-passwords = Demasiadas contraseñas incorrectas
    .help = Se han introducido demasiadas contraseñas incorrectas para esta dirección desde tu red. Tu cuenta está a salvo. No tienes que esperar: recibe un código por correo o elige una contraseña nueva.
error-too-many = Demasiados intentos
    .help = Ha habido muchos intentos desde tu red. Tu cuenta está bien.
error-overloaded = Ahora mismo tenemos mucho trabajo
    .help = No hemos podido atender tu solicitud. Inténtalo de nuevo.
error-mail-off = Ahora mismo no podemos enviar correos
    .help = Ponte en contacto con el equipo de soporte.
error-internal = Algo ha fallado por nuestra parte
    .help = Puede que tu solicitud no se haya completado. Inténtalo de nuevo en un momento.
error-retry = Inténtalo de nuevo en { $duration }.
error-status = Estado { $status }
error-request-id = Si pides ayuda, menciona

## Development inbox

inbox-title = Buzón de desarrollo
inbox-live = Los correos nuevos aparecen solos
inbox-search = Buscar
inbox-clear = Borrar todo
inbox-delete = Eliminar
inbox-download = Descargar
inbox-unread = No leído
inbox-list = Correos capturados
inbox-from = De
inbox-to = Para
inbox-time = Hora
inbox-link = Enlace
inbox-html = HTML
inbox-text = Texto
inbox-source = Código fuente
inbox-headers = Encabezados
inbox-phone = Ancho de móvil
inbox-light = Claro
inbox-dark = Oscuro
inbox-no-images = Sin imágenes
inbox-empty = Todavía no hay correos
inbox-empty-hint = Aquí llegan los correos que enviaría el servidor. Pide uno en

## Mails

mail-greeting = Hola:
mail-greeting-named = Hola, { $name }:
mail-link-fallback = Si el botón no funciona, copia esta dirección en tu navegador:
mail-footer = { $location } ha enviado este correo automáticamente.
mail-code-prompt = Escribe este código en la página donde lo has pedido:
mail-code-valid = El código caduca después de { $duration }. No lo compartas con nadie; nunca te lo pediremos.
mail-link-beside = O usa este botón en lugar del código:
mail-link-beside-text = O abre este enlace en lugar del código:
mail-link-once = El enlace caduca después de { $duration } y solo funciona una vez.
mail-link-valid = El enlace caduca después de { $duration }.
mail-time = Cuándo
mail-network = Red
mail-secure-mailbox = Puede que quien haya hecho esto también lea tus correos. Cambia también la contraseña de tu buzón.

reset-link-subject = Crea una contraseña nueva para { $location }
reset-link-preheader = Abre el enlace para elegir una contraseña nueva. Si no lo has pedido, puedes ignorar este correo.

reset-code-subject = Tu código para una contraseña nueva en { $location }
reset-code-preheader = Escribe el código para elegir una contraseña nueva. Si no lo has pedido, puedes ignorar este correo.
reset-body = Hemos recibido una solicitud de contraseña nueva para tu cuenta { $email } en { $location }.
reset-otherwise = Si no has sido tú, puedes ignorar este correo. Tu contraseña sigue siendo la misma.

sign-in-mail-subject = Inicia sesión en { $location }
sign-in-mail-preheader = Termina de iniciar sesión. Si no lo has pedido, puedes ignorar este correo.
sign-in-mail-body = Hemos recibido una solicitud para iniciar sesión sin contraseña en tu cuenta { $email } en { $location }.
sign-in-mail-otherwise = Si no has sido tú, puedes ignorar este correo. Sin este correo nadie puede iniciar sesión de este modo.

verify-email-subject = Confirma tu correo electrónico para { $location }
verify-email-preheader = Confirma que esta dirección es tuya.
verify-email-title = Confirma tu dirección
verify-email-body = Confirma que { $email } es tu dirección, para que { $location } pueda contactar contigo cuando haga falta.
verify-email-button = Confirmar la dirección
verify-email-otherwise = Si no te has registrado tú en { $location }, no confirmes: otra persona puede haber elegido la contraseña. Sin tu confirmación no se usará la dirección.

no-account-subject = No hay ninguna cuenta en { $location } con esta dirección
no-account-preheader = Alguien ha escrito tu dirección, pero no hay ninguna cuenta con ella.
no-account-title = No hay ninguna cuenta con esta dirección
no-account-body = Alguien –quizá tú– ha escrito esta dirección en { $location } para pedir una contraseña nueva o iniciar sesión. No hay ninguna cuenta con ella.
no-account-you = Si has sido tú: quizá tu cuenta use otra de tus direcciones. Inténtalo con esa.
no-account-otherwise = Si no has sido tú, puedes ignorar este correo. No se ha creado ninguna cuenta.
no-account-home = Ir a { $location }

password-changed-subject = Tu contraseña de { $location } ha cambiado
password-changed-preheader = Si has sido tú, no tienes que hacer nada. Si no, bloquea tu cuenta ahora.
password-changed-title = Tu contraseña ha cambiado
password-changed-body = Ha cambiado la contraseña de tu cuenta { $email } en { $location }. Se ha cerrado la sesión en todos los dispositivos.
password-changed-you = Si has sido tú, no tienes que hacer nada.
password-changed-otherwise = Si no has sido tú, bloquea la cuenta ahora. Se cerrarán todas las sesiones y nadie podrá iniciar sesión hasta que crees una contraseña nueva.
password-changed-button = No he sido yo

disowned-subject = Tu cuenta en { $location } está bloqueada
disowned-preheader = Nadie puede iniciar sesión hasta que crees una contraseña nueva.
disowned-title = Tu cuenta está bloqueada
disowned-body = Nos has dicho que el último cambio en tu cuenta { $email } en { $location } no era tuyo. Se han cerrado todas las sesiones, y tu cuenta seguirá bloqueada hasta que crees una contraseña nueva.
disowned-next = Para desbloquearla, crea una contraseña nueva:

address-taken-subject = Ya tienes una cuenta en { $location }
address-taken-preheader = Alguien ha intentado registrarse con tu dirección. Si has sido tú, solo tienes que iniciar sesión.
address-taken-title = Ya tienes una cuenta
address-taken-body = Alguien –quizá tú– ha intentado crear una cuenta en { $location } con la dirección { $email }. Ya existe una, así que no se ha creado ni cambiado nada.
address-taken-you = Si has sido tú, inicia sesión con tu contraseña. Si la has olvidado, puedes crear una nueva:
account-safe = Si no has sido tú, puedes ignorar este correo. Tu cuenta está a salvo.

other-provider-subject = Inicia sesión en { $location } con { $provider }
other-provider-preheader = Tu cuenta no tiene ninguna contraseña que restablecer.
other-provider-title = Tu cuenta no tiene contraseña
other-provider-body = Alguien –quizá tú– ha pedido una contraseña nueva para tu cuenta { $email } en { $location }. No tiene ninguna: inicias sesión con { $provider }.
other-provider-you = Si has sido tú, elige { $provider } al iniciar sesión. Si { $provider } no te deja entrar, recupera allí tu cuenta.

second-factor-title = Confirma que eres tú
second-factor-lede = Esta cuenta usa la verificación en dos pasos:
second-factor-after-reset = Tu contraseña ha cambiado. Falta un paso para iniciar sesión.
second-factor-label = Introduce el código de tu aplicación de autenticación
second-factor-hint = ¿Has perdido el teléfono? Introduce uno de tus códigos de recuperación.
second-factor-recovery-label = Código de recuperación
second-factor-problem-malformed = Introduce los seis dígitos de la aplicación o un código de recuperación.
second-factor-problem-wrong = Ese código es incorrecto, ha caducado o ya se ha usado. Espera al siguiente e inténtalo de nuevo.
second-factor-problem-blocked = Demasiados códigos incorrectos. Los códigos de la aplicación volverán a funcionar en { $duration }; un código de recuperación funciona ahora mismo.

second-factor-added-subject = La verificación en dos pasos está activada en { $location }
second-factor-added-title = La verificación en dos pasos está activada
second-factor-added-body = Se ha activado la verificación en dos pasos en tu cuenta { $email } de { $location }. A partir de ahora, para iniciar sesión hace falta también un código de tu aplicación de autenticación.
second-factor-removed-subject = La verificación en dos pasos está desactivada en { $location }
second-factor-removed-title = La verificación en dos pasos está desactivada
second-factor-removed-body = Se ha desactivado la verificación en dos pasos en tu cuenta { $email } de { $location }. A partir de ahora basta tu contraseña para iniciar sesión.
second-factor-codes-subject = Nuevos códigos de recuperación para { $location }
second-factor-codes-title = Tienes nuevos códigos de recuperación
second-factor-codes-body = Se han creado nuevos códigos de recuperación para tu cuenta { $email } de { $location }. Los anteriores ya no sirven.
second-factor-guessed-subject = Códigos incorrectos para tu cuenta de { $location }
second-factor-guessed-title = Alguien conoce tu contraseña y prueba códigos
second-factor-guessed-body = Alguien ha introducido la contraseña correcta de tu cuenta { $email } de { $location } y después cinco códigos incorrectos. Durante un tiempo no se aceptan los códigos de tu aplicación de autenticación; los de recuperación, sí.

address-changed-subject = Tu dirección en { $location } ha cambiado
address-changed-title = Tu cuenta tiene ahora otra dirección
address-changed-body = La cuenta de { $location } que tenía la dirección { $email } tiene ahora otra. Se ha cerrado la sesión en todos los dispositivos, y los correos se envían a partir de ahora a la dirección nueva.
address-changed-otherwise = Si no has sido tú, bloquea la cuenta ahora. Se cerrarán todas las sesiones y nadie podrá iniciar sesión hasta que el equipo de soporte la desbloquee.
session-elsewhere-subject = Tu sesión en { $location } se ha usado en otro lugar
session-elsewhere-title = Tu sesión se ha usado en otro lugar
session-elsewhere-body = Tu sesión como { $email } en { $location } acaba de usarse desde una red muy distinta de la anterior. Si alguien la ha copiado, está dentro de tu cuenta.
session-elsewhere-you = Si estás de viaje, has cambiado de red o has activado una VPN, has sido tú y no tienes que hacer nada.
