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
instant-local = { $day } de { month } de { $year }, { $hour }:{ $minute }, hora local ({ $utc } UTC)

## Words that several pages share

title-problem = Error: { $title }
email-label = Correo electrónico
password-label = Contraseña
code-label = Código
code-hint = Los seis dígitos del correo que te hemos enviado.
code-hint-sent = El código se comprueba en cuanto escribes los seis dígitos.
account-label = Cuenta
password-show = Mostrar
password-hide = Ocultar
caps-lock = El bloqueo de mayúsculas está activado.
sign-in-button = Iniciar sesión
set-new-password = Crear contraseña nueva
continue = Continuar en { $location }
back-home = Volver a { $location }
back-to-sign-in = Volver al inicio de sesión
to-sign-in = Ir al inicio de sesión
support = ¿Necesitas ayuda?
imprint = Aviso legal
privacy = Privacidad
or = o
copy = Copiar
copied = Copiado
wrong-address = ¿Dirección equivocada? Cámbiala
open-mailbox = Abrir { $provider }
open-inbox = Modo de desarrollo: abrir los correos capturados
resend-question = ¿Aún no ha llegado el correo? Puede tardar un minuto. Revisa también la carpeta de spam.
resend-button = Enviar otro correo
resend-wait = Podrás pedir otro en
limit-wait = Podrás volver a intentarlo en
offline = Parece que no tienes conexión. Compruébala e inténtalo de nuevo.
use-another-address = Usar otra dirección
email-problem-missing = Escribe tu correo electrónico.
email-problem-invalid = Esta dirección está incompleta. Debe tener este formato: nombre@example.com.
email-suggestion = Quizá querías decir
code-problem-malformed = Escribe los seis dígitos del código.
code-problem-wrong = Este código no es correcto o ha caducado. Usa el código del correo más reciente o pide otro.

## A new password

forgot-title = ¿Has olvidado tu contraseña?
forgot-lede = Escribe tu correo electrónico y te enviaremos un enlace para crear una contraseña nueva.
forgot-button = Enviar correo
forgot-link = ¿Has olvidado tu contraseña?
ask-for-new-mail = Pedir un correo nuevo
check-mail-title = Revisa tu correo
check-mail-lede-link = Si existe una cuenta con esta dirección, recibirás un correo con un enlace. Ábrelo para crear una contraseña nueva.
check-mail-lede-code = Si existe una cuenta con esta dirección, recibirás un correo con un código. Escríbelo aquí o abre el enlace del correo.
check-mail-lede-sent-before = Si existe una cuenta con esta dirección, ya le hemos enviado correos. Usa el más reciente; no hemos enviado ninguno más.
code-title = Escribe el código
code-lede = Escribe el código de seis dígitos del correo que te hemos enviado. El enlace del correo también sirve.
code-button = Continuar
new-password-title = Crea una contraseña nueva
new-password-lede = Elige una contraseña que no uses en ningún otro sitio.
new-password-label = Contraseña nueva
new-password-button = Guardar contraseña
new-password-sessions = Se cerrará la sesión en todos tus dispositivos.
new-password-sessions-stay = Por seguridad, cierra también la sesión en tus otros dispositivos.
rule-met = Cumplido:
rule-broken = Sin cumplir:
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
rule-needs-digit = Un número
rule-needs-special = Un carácter especial, como ! o #
rule-advice = Cuanto más larga, más segura: unas cuantas palabras que solo tú juntarías forman una buena contraseña.
strength-weak = Débil: fácil de adivinar
strength-fair = Aceptable: se podría adivinar
strength-good = Buena: difícil de adivinar
strength-strong = Fuerte: muy difícil de adivinar
rule-too-common = Mucha gente usa esta contraseña, así que es de las primeras que prueban los atacantes. Elige otra.
rule-breached = Esta contraseña aparece en una filtración de datos conocida. Elige otra.
rule-contains-identity = Esta contraseña se parece demasiado a tu dirección o a tu nombre. Elige otra.
rule-reused = Esta es tu contraseña actual. Elige otra.
rule-used-before = Ya has usado esta contraseña antes. Elige otra.
rule-changed-too-recently = Tu contraseña se ha cambiado hace poco. Inténtalo más tarde.
reset-done-title = Se ha cambiado tu contraseña
reset-done-lede = Ya puedes iniciar sesión con ella. Se ha cerrado la sesión en todos tus dispositivos.
reset-done-lede-stay = Ya puedes iniciar sesión con ella. Por seguridad, cierra también la sesión en tus otros dispositivos.
reset-done-signed-in = Has iniciado sesión aquí. Se ha cerrado la sesión en todos tus demás dispositivos.
reset-done-notice = Te hemos enviado un correo sobre este cambio, por si no has sido tú.

## Signing in and out

sign-in-title = Iniciar sesión
sign-in-lede = Nos alegra verte de nuevo en { $location }.
sign-in-code-button = Recibir código por correo
sign-in-problem-no-password = Escribe tu contraseña.
sign-in-problem-wrong = La dirección o la contraseña no son correctas. Inténtalo de nuevo o crea una contraseña nueva.
sign-in-problem-must-reset = Antes de iniciar sesión tienes que crear una contraseña nueva. Elige «¿Has olvidado tu contraseña?».
sign-in-problem-not-verified = Antes de iniciar sesión tienes que confirmar tu dirección. Elige «¿Has olvidado tu contraseña?»: ese correo también la confirma.
sign-in-notice-session-ended = Tu sesión ha finalizado. Vuelve a iniciar sesión.
sign-in-notice-password-changed = Se ha cambiado tu contraseña. Ya puedes iniciar sesión con ella.
sign-in-link-title = ¿Iniciar sesión en { $location }?
sign-in-link-lede = Has abierto un enlace de inicio de sesión para esta cuenta:
sign-in-link-hint = Si no has pedido este enlace, cierra esta página. No ha cambiado nada.
signed-in-title = Has iniciado sesión
signed-in-lede = Nos alegra verte de nuevo.
signed-in-lede-named = Nos alegra verte de nuevo, { $name }.
sign-out-button = Cerrar sesión
signed-out-title = Has cerrado sesión
signed-out-lede = Se ha cerrado tu sesión en este dispositivo.
sign-in-again = Iniciar sesión de nuevo

## Confirming an address

verify-page-title = Confirma tu dirección
verify-page-lede = ¿Es esta tu dirección y te has registrado tú en { $location }?
verify-page-button = Sí, confirmar
verify-page-hint = Si no te has registrado, cierra esta página: otra persona puede haber elegido la contraseña. No ha cambiado nada.
verify-done-title = Tu dirección está confirmada
verify-done-lede = Ya puedes iniciar sesión.

## This wasn't me

not-me-title = ¿No has hecho tú este cambio?
not-me-lede = Te hemos avisado por correo de un cambio en esta cuenta. Si no lo has hecho tú, bloquea la cuenta ahora:
not-me-lede-address = Se ha cambiado la dirección de correo de tu cuenta. Si no has sido tú, bloquea la cuenta ahora:
not-me-sessions = Se cerrará la sesión en todos los dispositivos.
not-me-sessions-stay = Es posible que los dispositivos que ya tenían la sesión iniciada la mantengan.
not-me-links = Todos los enlaces y códigos que te hemos enviado por correo dejarán de funcionar.
not-me-shut = Nadie podrá iniciar sesión hasta que crees una contraseña nueva.
not-me-shut-address = Nadie podrá iniciar sesión hasta que el equipo de soporte desbloquee la cuenta.
not-me-button = No he sido yo: bloquear la cuenta
not-me-otherwise = Si has sido tú, cierra esta página. Tu cuenta no se bloqueará.
not-me-done-title = Tu cuenta está bloqueada
not-me-done-lede = Se ha cerrado la sesión en todos los dispositivos y nadie podrá iniciar sesión hasta que crees una contraseña nueva.
not-me-done-second-factor = Si la aplicación de autenticación de esta cuenta no es la tuya, ponte en contacto con el equipo de soporte de { $location }: cambiar la contraseña no la elimina.
not-me-done-lede-address = Se ha cerrado la sesión en todos los dispositivos y nadie puede iniciar sesión. Para recuperar tu cuenta, ponte en contacto con el equipo de soporte de { $location }.

## Links that can't be used

link-problem-title = Este enlace no funciona
link-expired-title = Este enlace ha caducado
link-expired = Para proteger tu cuenta, los enlaces caducan después de { $duration }.
link-used-title = Este enlace ya se ha usado
link-used = Cada enlace funciona una sola vez.
link-void = Ya no es válido: tu cuenta ha cambiado desde que lo enviamos.
link-unknown = Está incompleto o se ha abierto en otro navegador. Vuelve a abrirlo desde el correo o pide uno nuevo.
link-left-open = Esta página ha estado abierta demasiado tiempo. Vuelve a abrir el enlace del correo.
link-no-cookies = Tu navegador no ha enviado la cookie que necesita esta página. Permite las cookies de este sitio y vuelve a abrir el enlace del correo.
code-void-title = Este código ya no es válido
code-void = El código era correcto, pero tu cuenta ha cambiado desde que lo enviamos. Quizá ya has usado el enlace del mismo correo. Inicia sesión con tu nueva contraseña o pide un correo nuevo.
link-problem-button = Enviar un correo nuevo
link-again-button = Enviar un enlace nuevo
link-again-hint = Llegará al buzón que recibió este.
link-sent-again = Un enlace nuevo va de camino al buzón que recibió el anterior. Ábrelo allí para continuar.
link-sent-before = Ya hemos enviado un correo más reciente a ese buzón. Usa el más reciente; no hemos enviado ninguno más.
link-problem-verify = Si tu dirección aún no está confirmada, vuelve al sitio donde te registraste y pide un correo nuevo.
link-problem-new-address = Si tu cuenta aún no tiene la nueva dirección, vuelve al sitio donde la cambiaste y hazlo otra vez.
link-problem-not-me = Si no reconoces un cambio en tu cuenta, crea ahora una contraseña nueva. Así se cerrarán todas las demás sesiones. Si no puedes, ponte en contacto con el equipo de soporte.
link-problem-not-me-stay = Si no reconoces un cambio en tu cuenta, crea ahora una contraseña nueva. Si no puedes, ponte en contacto con el equipo de soporte.

## Errors

error-not-found = Esta página no existe
    .help = Puede que la dirección esté mal escrita o que la página se haya movido.
error-bad-request = No hemos podido leer tu solicitud
    .help = Algo ha ido mal con tu solicitud. Vuelve atrás e inténtalo de nuevo.
error-form-expired = Este formulario ha caducado
    .help = Ha estado abierto demasiado tiempo o tu navegador no ha enviado nuestra cookie. Vuelve atrás, recarga la página e inténtalo de nuevo.
error-no-cookies = Tu navegador bloquea las cookies
    .help = Esta página necesita una cookie para saber que el formulario es tuyo. Permite las cookies de este sitio, vuelve atrás, recarga la página e inténtalo de nuevo.
error-wrong-host = Esta página tiene otra dirección
    .help = La has abierto con una dirección que no es la suya, y allí sus formularios no funcionan. Ábrela aquí:
error-wrong-passwords = Demasiadas contraseñas incorrectas
    .help = Se han introducido demasiadas contraseñas incorrectas para esta dirección desde tu red. Tu cuenta está a salvo. No tienes que esperar: recibe un código por correo o crea una contraseña nueva.
error-too-many = Demasiados intentos
    .help = Ha habido demasiados intentos desde tu red. Tu cuenta está a salvo.
error-overloaded = Estamos recibiendo muchas solicitudes
    .help = No hemos podido atender la tuya. Inténtalo de nuevo en un momento.
error-mail-off = Ahora mismo no podemos enviar correos
    .help = Ponte en contacto con el equipo de soporte.
error-internal = Ha habido un problema por nuestra parte
    .help = Puede que tu solicitud no se haya completado. Inténtalo de nuevo en un momento.
error-retry = Inténtalo de nuevo dentro de { $duration }.
error-status = Estado { $status }
error-request-id = Si contactas con el equipo de soporte, indica

## Development inbox

inbox-title = Buzón de desarrollo
inbox-live = Los correos nuevos aparecen automáticamente
inbox-search = Buscar
inbox-clear = Eliminar todo
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
inbox-empty-hint = Aquí llegan todos los correos que enviaría el servidor. Pide uno en

## Mails

mail-greeting = Hola:
mail-greeting-named = Hola, { $name }:
mail-link-fallback = Si el botón no funciona, copia esta dirección y pégala en tu navegador:
mail-footer = { $location } ha enviado este correo automáticamente.
mail-code-prompt = Escribe este código en la página donde lo has pedido:
mail-code-valid = El código caduca después de { $duration }. No lo compartas con nadie; nunca te lo pediremos.
mail-link-beside = O usa este botón en lugar del código:
mail-link-beside-text = O abre este enlace en lugar del código:
mail-link-once = El enlace caduca después de { $duration } y solo funciona una vez.
mail-link-valid = El enlace caduca después de { $duration }.
mail-requested = Solicitud realizada desde:
mail-time = Fecha y hora
mail-device = Dispositivo
mail-device-both = { $browser } en { $system }
mail-place = Ubicación aproximada
mail-place-city = { $city }, { $country }
mail-network = Red
mail-secure-mailbox = Es posible que la persona que lo ha hecho pueda leer tus correos. Cambia también la contraseña de tu cuenta de correo.

reset-link-subject = Crea una contraseña nueva para { $location }
reset-link-preheader = Abre el enlace para crear una contraseña nueva. Si no has sido tú, puedes ignorar este correo.

reset-code-subject = Tu código para una contraseña nueva en { $location }
reset-code-preheader = Escribe el código para crear una contraseña nueva. Si no has sido tú, puedes ignorar este correo.
reset-body = Hemos recibido una solicitud para crear una contraseña nueva para tu cuenta { $email } de { $location }.
reset-otherwise = Si no has sido tú, puedes ignorar este correo. Tu contraseña no ha cambiado.
reset-choice-body = Hemos recibido una solicitud para crear una contraseña nueva. Varias cuentas de { $location } usan la dirección { $email }. Elige la que quieras:
reset-choice-link = Crear contraseña nueva para { $user }
reset-choice-once = Cada enlace caduca después de { $duration } y solo funciona una vez.

sign-in-mail-subject = Inicia sesión en { $location }
sign-in-mail-preheader = Termina de iniciar sesión. Si no has sido tú, puedes ignorar este correo.
sign-in-mail-body = Hemos recibido una solicitud para iniciar sesión sin contraseña en tu cuenta { $email } de { $location }.
sign-in-mail-otherwise = Si no has sido tú, puedes ignorar este correo. Sin él, nadie puede iniciar sesión de este modo.

verify-email-subject = Confirma tu correo electrónico para { $location }
verify-email-preheader = Confirma que esta dirección es tuya.
verify-email-title = Confirma tu dirección
verify-email-body = Confirma que { $email } es tu dirección, para que { $location } pueda contactar contigo cuando sea importante.
verify-email-button = Confirmar dirección
verify-email-otherwise = Si no te has registrado tú en { $location }, no confirmes: otra persona puede haber elegido la contraseña. Sin tu confirmación no se usará la dirección.

new-address-subject = Confirma tu nueva dirección para { $location }
new-address-preheader = Tu cuenta tendrá esta dirección en cuanto la confirmes.
new-address-title = Confirma tu nueva dirección
new-address-body = { $email } va a ser la dirección de una cuenta de { $location }. Confírmala solo si esa cuenta es tuya.
new-address-button = Confirmar nueva dirección
new-address-otherwise = Si no lo has pedido tú, no confirmes: la cuenta de otra persona se quedaría con tu dirección. Sin tu confirmación no cambia nada.

no-account-subject = No hay ninguna cuenta en { $location } con esta dirección
no-account-preheader = Alguien ha escrito tu dirección, pero no hay ninguna cuenta con ella.
no-account-title = No hay ninguna cuenta con esta dirección
no-account-body = Alguien ha escrito esta dirección en { $location } para crear una contraseña nueva o iniciar sesión, pero no hay ninguna cuenta con ella.
no-account-you = Si has sido tú, quizá te registraste con otra dirección. Inténtalo con esa.
no-account-otherwise = Si no has sido tú, puedes ignorar este correo. No se ha creado ninguna cuenta.
no-account-home = Ir a { $location }

password-changed-subject = Se ha cambiado tu contraseña de { $location }
password-changed-preheader = Si has sido tú, no tienes que hacer nada. Si no, bloquea tu cuenta ahora.
password-changed-title = Se ha cambiado tu contraseña
password-changed-body = Se ha cambiado la contraseña de tu cuenta { $email } de { $location }. Se ha cerrado la sesión en todos los dispositivos.
password-changed-body-stay = Se ha cambiado la contraseña de tu cuenta { $email } de { $location }. Es posible que los dispositivos que ya tenían la sesión iniciada la mantengan.
password-changed-you = Si has sido tú, no tienes que hacer nada.
password-changed-otherwise = Si no has sido tú, bloquea la cuenta ahora. Se cerrará la sesión en todos los dispositivos y nadie podrá iniciar sesión hasta que crees una contraseña nueva.
password-changed-otherwise-stay = Si no has sido tú, bloquea la cuenta ahora. Después, nadie podrá iniciar sesión hasta que crees una contraseña nueva.
password-changed-button = No he sido yo

disowned-subject = Tu cuenta de { $location } está bloqueada
disowned-preheader = Nadie puede iniciar sesión hasta que crees una contraseña nueva.
disowned-title = Tu cuenta está bloqueada
disowned-body = Nos has indicado que no has hecho tú el último cambio en tu cuenta { $email } de { $location }. Se ha cerrado la sesión en todos los dispositivos y tu cuenta seguirá bloqueada hasta que crees una contraseña nueva.
disowned-body-stay = Nos has indicado que no has hecho tú el último cambio en tu cuenta { $email } de { $location }. Tu cuenta seguirá bloqueada hasta que crees una contraseña nueva, pero es posible que los dispositivos que ya tenían la sesión iniciada la mantengan.
disowned-next = Para desbloquearla, crea una contraseña nueva:

address-taken-subject = Ya tienes una cuenta en { $location }
address-taken-preheader = Alguien ha intentado usar tu dirección para otra cuenta. Si has sido tú, solo tienes que iniciar sesión.
address-taken-title = Ya tienes una cuenta
address-taken-body = Alguien ha intentado usar la dirección { $email } para otra cuenta de { $location }. Ya hay una cuenta con ella, así que no se ha creado ni cambiado nada.
address-taken-you = Si has sido tú, inicia sesión con tu contraseña. Si la has olvidado, puedes crear una nueva:
account-safe = Si no has sido tú, puedes ignorar este correo. Tu cuenta está a salvo.

other-provider-subject = Inicia sesión en { $location } con { $provider }
other-provider-preheader = Tu cuenta no tiene ninguna contraseña que restablecer.
other-provider-title = Tu cuenta no tiene contraseña
other-provider-body = Alguien ha pedido una contraseña nueva para tu cuenta { $email } de { $location }. No tiene ninguna: inicias sesión con { $provider }.
other-provider-you = Si has sido tú, elige { $provider } al iniciar sesión. Si { $provider } no te deja entrar, recupera allí tu cuenta.

second-factor-title = Confirma que eres tú
second-factor-lede = Esta cuenta tiene activada la verificación en dos pasos:
second-factor-after-reset = Se ha cambiado tu contraseña. Falta un paso para iniciar sesión.
second-factor-label = Escribe el código de tu aplicación de autenticación
second-factor-hint = ¿Has perdido el teléfono? Usa un código de recuperación.
second-factor-recovery-label = Código de recuperación
second-factor-problem-malformed = Escribe los seis dígitos de la aplicación o un código de recuperación.
second-factor-problem-wrong = Este código es incorrecto, ha caducado o ya se ha usado. Espera al siguiente e inténtalo de nuevo.
second-factor-problem-blocked = Demasiados códigos incorrectos. Los códigos de la aplicación volverán a funcionar dentro de { $duration }; un código de recuperación funciona ya.

second-factor-added-subject = La verificación en dos pasos está activada en { $location }
second-factor-added-title = La verificación en dos pasos está activada
second-factor-added-body = Se ha activado la verificación en dos pasos en tu cuenta { $email } de { $location }. A partir de ahora, para iniciar sesión hace falta también un código de tu aplicación de autenticación.
second-factor-removed-subject = La verificación en dos pasos está desactivada en { $location }
second-factor-removed-title = La verificación en dos pasos está desactivada
second-factor-removed-body = Se ha desactivado la verificación en dos pasos en tu cuenta { $email } de { $location }. A partir de ahora basta tu contraseña para iniciar sesión.
second-factor-codes-subject = Nuevos códigos de recuperación para { $location }
second-factor-codes-title = Tienes nuevos códigos de recuperación
second-factor-codes-body = Se han creado nuevos códigos de recuperación para tu cuenta { $email } de { $location }. Los anteriores ya no funcionan.
second-factor-guessed-subject = Códigos incorrectos en tu cuenta de { $location }
second-factor-guessed-title = Alguien sabe tu contraseña y está probando códigos
second-factor-guessed-body = Alguien ha introducido la contraseña correcta de tu cuenta { $email } de { $location } y después cinco códigos incorrectos. Durante un tiempo no se aceptarán los códigos de tu aplicación de autenticación. Los de recuperación siguen funcionando.

address-changed-subject = Se ha cambiado tu dirección en { $location }
address-changed-title = Tu cuenta tiene una nueva dirección
address-changed-body = { $email } ya no es la dirección de tu cuenta de { $location }. Se ha cerrado la sesión en todos los dispositivos y, a partir de ahora, los correos se enviarán a la nueva dirección.
address-changed-otherwise = Si no has sido tú, bloquea la cuenta ahora. Se cerrará la sesión en todos los dispositivos y nadie podrá iniciar sesión hasta que el equipo de soporte la desbloquee.
session-elsewhere-subject = Tu sesión de { $location } se ha usado en otro lugar
session-elsewhere-title = Tu sesión se ha usado en otro lugar
session-elsewhere-body = Tu sesión como { $email } en { $location } acaba de usarse desde una red alejada de la anterior. Si alguien la ha copiado, tiene acceso a tu cuenta.
session-elsewhere-you = Si has estado de viaje, has cambiado de red o has activado una VPN, has sido tú y no tienes que hacer nada.
new-sign-in-subject = Nuevo inicio de sesión en { $location }
new-sign-in-title = Nuevo inicio de sesión en tu cuenta
new-sign-in-body = Alguien acaba de iniciar sesión en tu cuenta { $email } de { $location } desde un lugar o dispositivo que no habíamos visto antes.
