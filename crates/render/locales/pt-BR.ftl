# Português do Brasil. The keys are those of en.ftl.

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
    [one] { $count } dia
   *[other] { $count } dias
}
month = { $month ->
    [1] janeiro
    [2] fevereiro
    [3] março
    [4] abril
    [5] maio
    [6] junho
    [7] julho
    [8] agosto
    [9] setembro
    [10] outubro
    [11] novembro
   *[12] dezembro
}
instant = { $day } de { month } de { $year }, { $hour }:{ $minute } (UTC)
instant-local = { $day } de { month } de { $year }, { $hour }:{ $minute } no horário local ({ $utc } UTC)

## Words that several pages share

title-problem = Erro: { $title }
email-label = Endereço de e-mail
password-label = Senha
code-label = Código
code-hint = Os seis dígitos do e-mail que enviamos para você.
code-hint-sent = O código é verificado assim que você digita os seis dígitos.
account-label = Conta
password-show = Mostrar
password-hide = Ocultar
caps-lock = O Caps Lock está ativado.
sign-in-button = Entrar
set-new-password = Criar nova senha
continue = Continuar para { $location }
back-home = Voltar para { $location }
back-to-sign-in = Voltar para o login
to-sign-in = Ir para o login
support = Precisa de ajuda?
imprint = Informações legais
privacy = Privacidade
or = ou
copy = Copiar
copied = Copiado
wrong-address = Endereço errado? Altere
open-mailbox = Abrir { $provider }
open-inbox = Modo de desenvolvimento: abrir os e-mails capturados
resend-question = O e-mail ainda não chegou? Pode levar um minuto. Confira também a pasta de spam.
resend-button = Enviar outro e-mail
resend-wait = Você poderá pedir outro em
limit-wait = Você poderá tentar novamente em
offline = Parece que você está off-line. Verifique sua conexão e tente novamente.
use-another-address = Usar outro endereço
email-problem-missing = Digite seu endereço de e-mail.
email-problem-invalid = Este endereço de e-mail está incompleto. Ele deve ter este formato: nome@example.com.
email-suggestion = Você quis dizer
code-problem-malformed = Digite os seis dígitos do código.
code-problem-wrong = Este código está errado ou expirou. Use o código do e-mail mais recente ou peça outro.

## A new password

forgot-title = Esqueceu a senha?
forgot-lede = Digite seu endereço de e-mail e enviaremos um link para você criar uma nova senha.
forgot-button = Enviar e-mail
forgot-link = Esqueceu a senha?
ask-for-new-mail = Pedir um novo e-mail
check-mail-title = Confira seu e-mail
check-mail-lede-link = Se existir uma conta com este endereço, um e-mail com um link está a caminho. Abra o link para criar uma nova senha.
check-mail-lede-code = Se existir uma conta com este endereço, um e-mail com um código está a caminho. Digite o código aqui ou abra o link do e-mail.
check-mail-lede-sent-before = Se existir uma conta com este endereço, já enviamos e-mails para ele. Use o mais recente; não enviamos mais nenhum.
code-title = Digite o código
code-lede = Digite o código de seis dígitos do e-mail que enviamos para você. O link do e-mail também funciona.
code-button = Continuar
new-password-title = Crie uma nova senha
new-password-lede = Escolha uma senha que você não use em nenhum outro lugar.
new-password-label = Nova senha
new-password-button = Salvar senha
new-password-sessions = Você sairá da conta em todos os dispositivos.
new-password-sessions-stay = Por segurança, saia também da conta nos seus outros dispositivos.
rule-met = Atendido:
rule-broken = Ainda não atendido:
rule-too-short = { $count ->
    [one] Pelo menos { $count } caractere
   *[other] Pelo menos { $count } caracteres
}
rule-too-long = { $count ->
    [one] Use no máximo { $count } caractere.
   *[other] Use no máximo { $count } caracteres.
}
rule-needs-upper = Uma letra maiúscula
rule-needs-lower = Uma letra minúscula
rule-needs-digit = Um número
rule-needs-special = Um caractere especial, como ! ou #
rule-advice = Quanto mais longa, mais forte: algumas palavras que só você juntaria formam uma boa senha.
strength-weak = Fraca: fácil de adivinhar
strength-fair = Razoável: pode ser adivinhada
strength-good = Boa: difícil de adivinhar
strength-strong = Forte: muito difícil de adivinhar
rule-too-common = Muita gente usa esta senha, por isso ela é uma das primeiras que os invasores testam. Escolha outra.
rule-breached = Esta senha apareceu em um vazamento de dados. Escolha outra.
rule-contains-identity = Esta senha é parecida demais com seu endereço ou seu nome. Escolha outra.
rule-reused = Esta é a sua senha atual. Escolha outra.
rule-used-before = Você já usou esta senha antes. Escolha outra.
rule-changed-too-recently = Sua senha foi alterada há pouco tempo. Tente novamente mais tarde.
reset-done-title = Sua senha foi alterada
reset-done-lede = Você já pode entrar com ela. Sua conta foi desconectada de todos os dispositivos.
reset-done-lede-stay = Você já pode entrar com ela. Por segurança, saia também da conta nos seus outros dispositivos.
reset-done-signed-in = Você entrou neste dispositivo. Sua conta foi desconectada de todos os outros.
reset-done-notice = Enviamos um e-mail sobre esta alteração, caso não tenha sido você.

## Signing in and out

sign-in-title = Entrar
sign-in-lede = Que bom ver você de novo em { $location }.
sign-in-code-button = Receber código por e-mail
sign-in-problem-no-password = Digite sua senha.
sign-in-problem-wrong = Endereço ou senha incorretos. Tente novamente ou crie uma nova senha.
sign-in-problem-must-reset = Antes de entrar, você precisa criar uma nova senha. Escolha “Esqueceu a senha?”.
sign-in-problem-not-verified = Antes de entrar, você precisa confirmar seu endereço. Escolha “Esqueceu a senha?”: esse e-mail também confirma o endereço.
sign-in-notice-session-ended = Sua sessão terminou. Entre novamente.
sign-in-notice-password-changed = Sua senha foi alterada. Você já pode entrar com ela.
sign-in-link-title = Entrar em { $location }?
sign-in-link-lede = Você abriu um link de login para esta conta:
sign-in-link-hint = Se você não pediu este link, feche esta página. Nada mudou.
signed-in-title = Você entrou
signed-in-lede = Que bom ver você de novo.
signed-in-lede-named = Que bom ver você de novo, { $name }.
sign-out-button = Sair
signed-out-title = Você saiu da conta
signed-out-lede = Sua sessão neste dispositivo foi encerrada.
sign-in-again = Entrar novamente

## Confirming an address

verify-page-title = Confirme seu endereço
verify-page-lede = Este é o seu endereço e foi você quem se cadastrou em { $location }?
verify-page-button = Sim, confirmar
verify-page-hint = Se você não se cadastrou, feche esta página: outra pessoa pode ter escolhido a senha. Nada mudou.
verify-done-title = Seu endereço está confirmado
verify-done-lede = Agora você já pode entrar.

## This wasn't me

not-me-title = Não foi você que fez esta alteração?
not-me-lede = Avisamos você por e-mail de uma alteração nesta conta. Se não foi você, bloqueie a conta agora:
not-me-lede-address = O endereço de e-mail da sua conta foi alterado. Se não foi você, bloqueie a conta agora:
not-me-sessions = Todos os dispositivos serão desconectados.
not-me-sessions-stay = Os dispositivos que já estão conectados podem continuar conectados.
not-me-links = Todos os links e códigos que enviamos por e-mail deixarão de funcionar.
not-me-shut = Ninguém poderá entrar até que você crie uma nova senha.
not-me-shut-address = Ninguém poderá entrar até que o suporte desbloqueie a conta.
not-me-button = Não fui eu: bloquear a conta
not-me-otherwise = Se foi você, feche esta página. Sua conta não será bloqueada.
not-me-done-title = Sua conta está bloqueada
not-me-done-lede = Todos os dispositivos foram desconectados, e ninguém poderá entrar até que você crie uma nova senha.
not-me-done-second-factor = Se o app autenticador desta conta não for seu, fale com o suporte de { $location }: criar uma nova senha não o remove.
not-me-done-lede-address = Todos os dispositivos foram desconectados, e ninguém pode entrar. Para recuperar sua conta, fale com o suporte de { $location }.

## Links that can't be used

link-problem-title = Este link não funciona
link-expired-title = Este link expirou
link-expired = Para proteger sua conta, os links expiram após { $duration }.
link-used-title = Este link já foi usado
link-used = Cada link funciona uma única vez.
link-void = Ele não é mais válido: sua conta mudou depois que o enviamos.
link-unknown = Ele está incompleto ou foi aberto em outro navegador. Abra-o novamente pelo e-mail ou peça um novo.
link-left-open = Esta página ficou aberta por tempo demais. Abra novamente o link do e-mail.
link-no-cookies = Seu navegador não enviou o cookie de que esta página precisa. Permita cookies para este site e abra novamente o link do e-mail.
code-void-title = Este código não é mais válido
code-void = O código estava certo, mas sua conta mudou depois que o enviamos. Talvez você já tenha usado o link do mesmo e-mail. Entre com sua nova senha ou peça um novo e-mail.
link-problem-button = Enviar um novo e-mail
link-again-button = Enviar um novo link
link-again-hint = Ele vai para a caixa de entrada que recebeu este.
link-sent-again = Um novo link está a caminho da caixa de entrada que recebeu o anterior. Abra-o lá para continuar.
link-sent-before = Já enviamos um e-mail mais recente para essa caixa de entrada. Use o mais recente; não enviamos mais nenhum.
link-problem-verify = Se seu endereço ainda não foi confirmado, volte para onde se cadastrou e peça um novo e-mail.
link-problem-new-address = Se sua conta ainda não tem o novo endereço, volte para onde você o alterou e faça isso de novo.
link-problem-not-me = Se você não reconhece uma alteração na sua conta, crie uma nova senha agora. Isso encerra todas as outras sessões. Se não conseguir, fale com o suporte.
link-problem-not-me-stay = Se você não reconhece uma alteração na sua conta, crie uma nova senha agora. Se não conseguir, fale com o suporte.

## Errors

error-not-found = Esta página não existe
    .help = O endereço pode ter sido digitado errado, ou a página pode ter mudado de lugar.
error-bad-request = Não conseguimos ler sua solicitação
    .help = Algo deu errado com sua solicitação. Volte e tente novamente.
error-form-expired = Este formulário expirou
    .help = Ele ficou aberto por tempo demais, ou seu navegador não enviou nosso cookie. Volte, recarregue a página e tente novamente.
error-no-cookies = Seu navegador bloqueia cookies
    .help = Esta página precisa de um cookie para saber que o formulário é seu. Permita cookies para este site, volte, recarregue a página e tente novamente.
error-wrong-host = Esta página tem outro endereço
    .help = Você a abriu em um endereço que não é o dela, e lá os formulários não funcionam. Abra-a aqui:
error-wrong-passwords = Muitas senhas incorretas
    .help = Foram digitadas senhas incorretas demais para este endereço a partir da sua rede. Sua conta está segura. Você não precisa esperar: receba um código por e-mail ou crie uma nova senha.
error-too-many = Muitas tentativas
    .help = Houve tentativas demais a partir da sua rede. Sua conta está segura.
error-overloaded = Estamos com muitos acessos no momento
    .help = Não conseguimos atender à sua solicitação. Tente novamente em instantes.
error-mail-off = Não podemos enviar e-mails no momento
    .help = Fale com o suporte.
error-internal = Algo deu errado do nosso lado
    .help = Talvez sua solicitação não tenha sido concluída. Tente novamente em instantes.
error-retry = Tente novamente em { $duration }.
error-status = Status { $status }
error-request-id = Se falar com o suporte, informe

## Development inbox

inbox-title = Caixa de desenvolvimento
inbox-live = Novos e-mails aparecem automaticamente
inbox-search = Pesquisar
inbox-clear = Excluir tudo
inbox-delete = Excluir
inbox-download = Baixar
inbox-unread = Não lido
inbox-list = E-mails capturados
inbox-from = De
inbox-to = Para
inbox-time = Hora
inbox-link = Link
inbox-html = HTML
inbox-text = Texto
inbox-source = Código-fonte
inbox-headers = Cabeçalhos
inbox-phone = Largura de celular
inbox-light = Claro
inbox-dark = Escuro
inbox-no-images = Sem imagens
inbox-empty = Ainda não há e-mails
inbox-empty-hint = Todos os e-mails que o servidor enviaria chegam aqui. Peça um em

## Mails

mail-greeting = Olá,
mail-greeting-named = Olá, { $name },
mail-link-fallback = Se o botão não funcionar, copie este endereço e cole no navegador:
mail-footer = Este e-mail foi enviado automaticamente por { $location }.
mail-code-prompt = Digite este código na página em que você o pediu:
mail-code-valid = O código expira após { $duration }. Não o compartilhe com ninguém; nunca vamos pedir esse código.
mail-link-beside = Ou use este botão em vez do código:
mail-link-beside-text = Ou abra este link em vez de usar o código:
mail-link-once = O link expira após { $duration } e funciona uma única vez.
mail-link-valid = O link expira após { $duration }.
mail-requested = Solicitação feita a partir de:
mail-time = Data e hora
mail-device = Dispositivo
mail-device-both = { $browser } no { $system }
mail-place = Localização aproximada
mail-place-city = { $city }, { $country }
mail-network = Rede
mail-secure-mailbox = A pessoa que fez isso talvez consiga ler seus e-mails. Altere também a senha da sua conta de e-mail.

reset-link-subject = Crie uma nova senha para { $location }
reset-link-preheader = Abra o link para criar uma nova senha. Se não foi você, pode ignorar este e-mail.

reset-code-subject = Seu código para uma nova senha em { $location }
reset-code-preheader = Digite o código para criar uma nova senha. Se não foi você, pode ignorar este e-mail.
reset-body = Recebemos uma solicitação para criar uma nova senha para sua conta { $email } em { $location }.
reset-otherwise = Se não foi você, pode ignorar este e-mail. Sua senha não foi alterada.
reset-choice-body = Recebemos uma solicitação para criar uma nova senha. Várias contas em { $location } usam o endereço { $email }. Escolha a desejada:
reset-choice-link = Criar nova senha para { $user }
reset-choice-once = Cada link expira após { $duration } e funciona uma única vez.

sign-in-mail-subject = Entre em { $location }
sign-in-mail-preheader = Conclua o login. Se não foi você, pode ignorar este e-mail.
sign-in-mail-body = Recebemos uma solicitação para entrar sem senha na sua conta { $email } em { $location }.
sign-in-mail-otherwise = Se não foi você, pode ignorar este e-mail. Sem ele, ninguém consegue entrar dessa forma.

verify-email-subject = Confirme seu endereço de e-mail para { $location }
verify-email-preheader = Confirme que este endereço é seu.
verify-email-title = Confirme seu endereço
verify-email-body = Confirme que { $email } é o seu endereço, para que { $location } possa falar com você quando for importante.
verify-email-button = Confirmar endereço
verify-email-otherwise = Se não foi você quem se cadastrou em { $location }, não confirme: outra pessoa pode ter escolhido a senha. Sem a sua confirmação o endereço não será usado.

new-address-subject = Confirme seu novo endereço para { $location }
new-address-preheader = Sua conta passa a ter este endereço assim que você o confirmar.
new-address-title = Confirme seu novo endereço
new-address-body = { $email } vai ser o endereço de uma conta em { $location }. Confirme somente se essa conta for sua.
new-address-button = Confirmar novo endereço
new-address-otherwise = Se não foi você quem pediu, não confirme: a conta de outra pessoa ficaria com o seu endereço. Sem a sua confirmação nada muda.

no-account-subject = Não há conta em { $location } com este endereço
no-account-preheader = Alguém digitou seu endereço, mas não existe conta com ele.
no-account-title = Não existe conta com este endereço
no-account-body = Alguém digitou este endereço em { $location } para criar uma nova senha ou entrar, mas não existe conta com ele.
no-account-you = Se foi você, talvez tenha se cadastrado com outro endereço. Tente novamente com ele.
no-account-otherwise = Se não foi você, pode ignorar este e-mail. Nenhuma conta foi criada.
no-account-home = Ir para { $location }

password-changed-subject = Sua senha de { $location } foi alterada
password-changed-preheader = Se foi você, não precisa fazer nada. Se não, bloqueie sua conta agora.
password-changed-title = Sua senha foi alterada
password-changed-body = A senha da sua conta { $email } em { $location } foi alterada. Todos os dispositivos foram desconectados.
password-changed-body-stay = A senha da sua conta { $email } em { $location } foi alterada. Os dispositivos que já estão conectados podem continuar conectados.
password-changed-you = Se foi você, não precisa fazer nada.
password-changed-otherwise = Se não foi você, bloqueie a conta agora. Todos os dispositivos serão desconectados, e ninguém poderá entrar até que você crie uma nova senha.
password-changed-otherwise-stay = Se não foi você, bloqueie a conta agora. Depois disso, ninguém poderá entrar até que você crie uma nova senha.
password-changed-button = Não fui eu

disowned-subject = Sua conta em { $location } está bloqueada
disowned-preheader = Ninguém poderá entrar até que você crie uma nova senha.
disowned-title = Sua conta está bloqueada
disowned-body = Você nos informou que não fez a última alteração na sua conta { $email } em { $location }. Todos os dispositivos foram desconectados, e sua conta continuará bloqueada até que você crie uma nova senha.
disowned-body-stay = Você nos informou que não fez a última alteração na sua conta { $email } em { $location }. Sua conta continuará bloqueada até que você crie uma nova senha, mas os dispositivos que já estão conectados podem continuar conectados.
disowned-next = Para desbloqueá-la, crie uma nova senha:

address-taken-subject = Você já tem uma conta em { $location }
address-taken-preheader = Alguém tentou usar seu endereço em outra conta. Se foi você, é só entrar.
address-taken-title = Você já tem uma conta
address-taken-body = Alguém tentou usar o endereço { $email } em outra conta em { $location }. Já existe uma conta com ele, por isso nada foi criado nem alterado.
address-taken-you = Se foi você, entre com sua senha. Se você a esqueceu, pode criar uma nova:
account-safe = Se não foi você, pode ignorar este e-mail. Sua conta está segura.

other-provider-subject = Entre em { $location } com { $provider }
other-provider-preheader = Sua conta não tem senha para redefinir.
other-provider-title = Sua conta não tem senha
other-provider-body = Alguém pediu uma nova senha para sua conta { $email } em { $location }. Ela não tem senha: você entra com { $provider }.
other-provider-you = Se foi você, escolha { $provider } ao entrar. Se { $provider } não deixar você entrar, recupere sua conta lá.

second-factor-title = Confirme que é você
second-factor-lede = A verificação em duas etapas está ativada para esta conta:
second-factor-after-reset = Sua senha foi alterada. Falta uma etapa para entrar.
second-factor-label = Digite o código do seu app autenticador
second-factor-hint = Perdeu o celular? Use um código de recuperação.
second-factor-recovery-label = Código de recuperação
second-factor-problem-malformed = Digite os seis dígitos do app ou um código de recuperação.
second-factor-problem-wrong = Este código está errado, expirou ou já foi usado. Espere o próximo e tente novamente.
second-factor-problem-blocked = Muitos códigos errados. Os códigos do app voltam a funcionar em { $duration }; um código de recuperação já funciona agora.

second-factor-added-subject = A verificação em duas etapas está ativada em { $location }
second-factor-added-title = A verificação em duas etapas está ativada
second-factor-added-body = A verificação em duas etapas foi ativada na sua conta { $email } em { $location }. De agora em diante, para entrar também será preciso um código do seu app autenticador.
second-factor-removed-subject = A verificação em duas etapas está desativada em { $location }
second-factor-removed-title = A verificação em duas etapas está desativada
second-factor-removed-body = A verificação em duas etapas foi desativada na sua conta { $email } em { $location }. De agora em diante, sua senha basta para entrar.
second-factor-codes-subject = Novos códigos de recuperação para { $location }
second-factor-codes-title = Você tem novos códigos de recuperação
second-factor-codes-body = Novos códigos de recuperação foram criados para sua conta { $email } em { $location }. Os anteriores não funcionam mais.
second-factor-guessed-subject = Códigos errados na sua conta em { $location }
second-factor-guessed-title = Alguém sabe sua senha e está testando códigos
second-factor-guessed-body = Alguém digitou a senha correta da sua conta { $email } em { $location } e depois cinco códigos errados. Por algum tempo, os códigos do seu app autenticador não serão aceitos. Os códigos de recuperação continuam funcionando.

address-changed-subject = Seu endereço em { $location } foi alterado
address-changed-title = Sua conta tem um novo endereço
address-changed-body = { $email } não é mais o endereço da sua conta em { $location }. Todos os dispositivos foram desconectados e, de agora em diante, os e-mails vão para o novo endereço.
address-changed-otherwise = Se não foi você, bloqueie a conta agora. Todos os dispositivos serão desconectados, e ninguém poderá entrar até que o suporte a desbloqueie.
session-elsewhere-subject = Sua sessão em { $location } foi usada em outro lugar
session-elsewhere-title = Sua sessão foi usada em outro lugar
session-elsewhere-body = Sua sessão como { $email } em { $location } acabou de ser usada em uma rede distante da anterior. Se alguém a copiou, essa pessoa tem acesso à sua conta.
session-elsewhere-you = Se você viajou, mudou de rede ou ativou uma VPN, foi você e não precisa fazer nada.
new-sign-in-subject = Novo acesso a { $location }
new-sign-in-title = Novo acesso à sua conta
new-sign-in-body = Alguém acabou de entrar na sua conta { $email } em { $location } de um lugar ou dispositivo que ainda não conhecíamos.
