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

## Words that several pages share

title-problem = Erro: { $title }
email-label = Endereço de e-mail
password-label = Senha
code-label = Código
code-hint = Seis dígitos, no e-mail que enviamos para você.
code-hint-sent = Ele é verificado assim que você digita os seis.
account-label = Conta
password-show = Mostrar
password-hide = Ocultar
caps-lock = O Caps Lock está ativado.
sign-in-button = Entrar
set-new-password = Criar uma nova senha
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
wrong-address = Não é o seu endereço? Altere
open-mailbox = Abrir { $provider }
open-inbox = Modo de desenvolvimento: abrir os e-mails capturados
resend-question = O e-mail ainda não chegou? Pode levar um minuto. Veja também a pasta de spam.
resend-button = Enviar outro e-mail
resend-wait = Você poderá pedir outro em
limit-wait = Você poderá tentar de novo em
use-another-address = Usar outro endereço
email-problem-missing = Digite seu endereço de e-mail.
email-problem-invalid = Este endereço de e-mail está incompleto. Ele deve ser parecido com nome@example.com.
email-suggestion = Você quis dizer
code-problem-malformed = Digite os seis dígitos do seu código.
code-problem-wrong = Este código está errado ou expirou. Tente de novo, use o link do e-mail ou peça outro.

## A new password

forgot-title = Esqueceu a senha?
forgot-lede = Digite seu e-mail e enviaremos um link para você definir uma nova senha.
forgot-button = Enviar e-mail
forgot-link = Esqueceu a senha?
ask-for-new-mail = Pedir um novo e-mail
check-mail-title = Confira seu e-mail
check-mail-lede-link = Se existir uma conta com este endereço, um e-mail com um link está a caminho. Abra o link para criar uma nova senha.
check-mail-lede-code = Se existir uma conta com este endereço, um e-mail com um código está a caminho. Digite o código aqui ou abra o link do e-mail.
check-mail-lede-sent-before = Se existir uma conta com este endereço, já enviamos e-mails para ele. Use o mais recente; não enviamos outro.
code-title = Digite seu código
code-lede = O e-mail que enviamos traz um código de seis dígitos. O link ao lado dele também funciona.
code-button = Continuar
new-password-title = Crie uma nova senha
new-password-lede = Escolha uma senha que você não use em nenhum outro lugar.
new-password-label = Nova senha
new-password-button = Salvar senha
new-password-sessions = Você sairá da conta em todos os dispositivos.
rule-met = Pronto:
rule-broken = Ainda não:
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
rule-advice = Longa é melhor que complicada: algumas palavras que só você juntaria formam uma boa senha.
strength-weak = Fraca: fácil de adivinhar
strength-fair = Razoável: poderia ser adivinhada
strength-good = Boa: difícil de adivinhar
strength-strong = Forte: muito difícil de adivinhar
rule-too-common = Muita gente usa esta senha, por isso ela está entre as primeiras a serem testadas. Escolha outra.
rule-breached = Esta senha aparece em um vazamento de dados. Escolha outra.
rule-contains-identity = Esta senha é pouco mais que seu endereço ou seu nome. Escolha outra.
rule-reused = Esta é a sua senha atual. Escolha outra.
rule-used-before = Você já usou esta senha. Escolha outra.
rule-changed-too-recently = Sua senha foi alterada há pouco tempo. Tente novamente mais tarde.
reset-done-title = Sua senha foi alterada
reset-done-lede = Você já pode entrar com ela. Todos os seus dispositivos foram desconectados.
reset-done-signed-in = Você entrou. Todos os outros dispositivos foram desconectados.
reset-done-notice = Enviamos um e-mail avisando disso, caso não tenha sido você.

## Signing in and out

sign-in-title = Entrar
sign-in-lede = Que bom ver você de novo em { $location }.
sign-in-code-button = Prefiro receber um código por e-mail
sign-in-problem-no-password = Digite sua senha.
sign-in-problem-wrong = O endereço ou a senha está errado. Tente de novo ou crie uma nova senha.
sign-in-problem-must-reset = Você precisa alterar sua senha antes de entrar. Escolha “Esqueceu a senha?”.
sign-in-problem-not-verified = Você precisa confirmar seu endereço antes de entrar. Escolha “Esqueceu a senha?”: o e-mail também o confirma.
sign-in-notice-session-ended = Sua sessão terminou. Entre novamente.
sign-in-notice-password-changed = Sua senha foi alterada. Você já pode entrar com ela.
sign-in-link-title = Entrar em { $location }?
sign-in-link-lede = Você abriu um link de acesso para esta conta:
sign-in-link-hint = Se você não pediu este link, feche esta página. Nada mudou.
signed-in-title = Você entrou
signed-in-lede = Que bom ver você de novo.
signed-in-lede-named = Que bom ver você de novo, { $name }.
sign-out-button = Sair
signed-out-title = Você saiu
signed-out-lede = Sua sessão neste dispositivo terminou.
sign-in-again = Entrar novamente

## Confirming an address

verify-page-title = Confirme seu endereço
verify-page-lede = Este é o seu endereço e foi você quem se cadastrou em { $location }?
verify-page-button = Sim, confirmar
verify-page-hint = Se você não se cadastrou, feche esta página: outra pessoa pode ter escolhido a senha. Nada mudou.
verify-done-title = Seu endereço está confirmado
verify-done-lede = Agora você já pode entrar.

## This wasn't me

not-me-title = Não fez esta alteração?
not-me-lede = Avisamos você de uma alteração nesta conta. Se não foi você quem a fez, bloqueie a conta agora:
not-me-lede-address = Alguém alterou o endereço de e-mail da sua conta. Se não foi você, bloqueie a conta agora:
not-me-sessions = Todos os dispositivos serão desconectados.
not-me-links = Todos os links e códigos que enviamos deixarão de funcionar.
not-me-shut = Ninguém poderá entrar até que você crie uma nova senha.
not-me-shut-address = Ninguém poderá entrar até que o suporte desbloqueie a conta.
not-me-button = Não fui eu: bloquear a conta
not-me-otherwise = Se foi você, feche esta página. Nada mudou.
not-me-done-title = Sua conta está bloqueada
not-me-done-lede = Todos foram desconectados, e ninguém pode entrar até que você crie uma nova senha.
not-me-done-second-factor = Se o aplicativo autenticador desta conta não for seu, fale com o suporte de { $location }: uma nova senha não o remove.
not-me-done-lede-address = Todos foram desconectados, e ninguém pode entrar. Para recuperar sua conta, fale com o suporte de { $location }.

## Links that can't be used

link-problem-title = Este link não funciona
link-expired = Ele expirou. Para proteger sua conta, os links expiram depois de { $duration }.
link-used = Ele já foi usado. Cada link funciona uma única vez.
link-void = Ele está desatualizado: algo mudou na conta desde que foi enviado.
link-unknown = Ele está incompleto ou foi aberto em outro navegador. Abra-o de novo pelo e-mail ou peça um novo.
link-left-open = Esta página ficou aberta por tempo demais. Abra de novo o link do e-mail.
link-no-cookies = Seu navegador não enviou o cookie de que esta página precisa. Permita cookies para este site e abra o link do e-mail de novo.
code-void-title = Este código está desatualizado
code-void = O código estava certo, mas sua conta mudou desde que o enviamos. Talvez você já tenha usado o link do mesmo e-mail. Entre com sua nova senha ou peça um novo e-mail.
link-problem-button = Enviar um novo e-mail
link-again-button = Enviar um novo link
link-again-hint = Ele vai para a caixa de entrada que recebeu este.
link-sent-again = Um novo link está a caminho da caixa de entrada que recebeu o anterior. Abra-o lá para continuar.
link-sent-before = Já enviamos um e-mail mais recente para essa caixa de entrada. Use o mais recente; não enviamos outro.
link-problem-verify = Se seu endereço ainda não está confirmado, volte para onde se cadastrou e peça um novo e-mail.
link-problem-not-me = Se você não reconhece uma alteração na sua conta, crie uma nova senha agora. Isso desconecta todas as outras pessoas. Se não conseguir, fale com o suporte.

## Errors

error-not-found = Esta página não existe
    .help = O endereço pode ter sido digitado errado, ou a página pode ter mudado de lugar.
error-bad-request = Não conseguimos ler isso
    .help = Algo na solicitação não estava como esperado. Volte e tente de novo.
error-form-expired = Este formulário expirou
    .help = Ele ficou aberto por muito tempo, ou seu navegador não enviou nosso cookie. Volte, recarregue a página e tente de novo.
error-no-cookies = Seu navegador bloqueia cookies
    .help = Esta página precisa de um cookie para saber que o formulário é seu. Permita cookies para este site, volte, recarregue a página e tente de novo.
error-wrong-host = Esta página tem outro endereço
    .help = Você a abriu por um endereço que não é o dela, onde os formulários não funcionam. Abra-a aqui:
error-wrong-passwords = Muitas senhas erradas
    .help = Muitas senhas erradas foram digitadas para este endereço a partir da sua rede. Sua conta está segura. Você não precisa esperar: receba um código por e-mail ou defina uma nova senha.
error-too-many = Tentativas demais
    .help = Houve muitas tentativas a partir da sua rede. Sua conta está bem.
error-overloaded = Estamos muito ocupados agora
    .help = Não conseguimos atender à sua solicitação. Tente de novo.
error-mail-off = Não podemos enviar e-mails agora
    .help = Fale com o suporte.
error-internal = Algo deu errado do nosso lado
    .help = Talvez sua solicitação não tenha sido concluída. Tente de novo em instantes.
error-retry = Tente de novo em { $duration }.
error-status = Status { $status }
error-request-id = Se pedir ajuda, informe

## Development inbox

inbox-title = Caixa de desenvolvimento
inbox-live = Novos e-mails aparecem sozinhos
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
inbox-empty-hint = Os e-mails que o servidor enviaria chegam aqui. Peça um em

## Mails

mail-greeting = Olá,
mail-greeting-named = Olá, { $name },
mail-link-fallback = Se o botão não funcionar, copie este endereço para o navegador:
mail-footer = Este e-mail foi enviado automaticamente por { $location }.
mail-code-prompt = Digite este código na página em que você o pediu:
mail-code-valid = O código expira depois de { $duration }. Não o compartilhe com ninguém; nunca vamos pedi-lo a você.
mail-link-beside = Ou use este botão em vez do código:
mail-link-beside-text = Ou abra este link em vez de usar o código:
mail-link-once = O link expira depois de { $duration } e só funciona uma vez.
mail-link-valid = O link expira depois de { $duration }.
mail-time = Quando
mail-network = Rede
mail-secure-mailbox = Quem fez isso talvez consiga ler seus e-mails. Altere também a senha da sua caixa de e-mail.

reset-link-subject = Crie uma nova senha para { $location }
reset-link-preheader = Abra o link para escolher uma nova senha. Se você não pediu isso, pode ignorar este e-mail.

reset-code-subject = Seu código para uma nova senha em { $location }
reset-code-preheader = Digite o código para escolher uma nova senha. Se você não pediu isso, pode ignorar este e-mail.
reset-body = Recebemos um pedido de nova senha para a sua conta { $email } em { $location }.
reset-otherwise = Se não foi você, pode ignorar este e-mail. Sua senha continua a mesma.

sign-in-mail-subject = Entre em { $location }
sign-in-mail-preheader = Conclua seu acesso. Se você não pediu isso, pode ignorar este e-mail.
sign-in-mail-body = Recebemos um pedido para entrar sem senha na sua conta { $email } em { $location }.
sign-in-mail-otherwise = Se não foi você, pode ignorar este e-mail. Sem este e-mail ninguém consegue entrar dessa forma.

verify-email-subject = Confirme seu endereço de e-mail para { $location }
verify-email-preheader = Confirme que este endereço é seu.
verify-email-title = Confirme seu endereço
verify-email-body = Confirme que { $email } é o seu endereço, para que { $location } possa falar com você quando for importante.
verify-email-button = Confirmar o endereço
verify-email-otherwise = Se não foi você quem se cadastrou em { $location }, não confirme: outra pessoa pode ter escolhido a senha. Sem a sua confirmação o endereço não será usado.

no-account-subject = Não há conta em { $location } com este endereço
no-account-preheader = Alguém digitou seu endereço, mas não existe conta com ele.
no-account-title = Não existe conta com este endereço
no-account-body = Alguém – talvez você – digitou este endereço em { $location } para pedir uma nova senha ou entrar. Não existe conta com ele.
no-account-you = Se foi você: talvez sua conta use outro dos seus endereços. Tente de novo com ele.
no-account-otherwise = Se não foi você, pode ignorar este e-mail. Nenhuma conta foi criada.
no-account-home = Ir para { $location }

password-changed-subject = Sua senha de { $location } foi alterada
password-changed-preheader = Se foi você, não precisa fazer nada. Se não, bloqueie sua conta agora.
password-changed-title = Sua senha foi alterada
password-changed-body = A senha da sua conta { $email } em { $location } foi alterada. Todos os dispositivos foram desconectados.
password-changed-you = Se foi você, não precisa fazer nada.
password-changed-otherwise = Se não foi você, bloqueie a conta agora. Todos serão desconectados, e ninguém poderá entrar até que você crie uma nova senha.
password-changed-button = Não fui eu

disowned-subject = Sua conta em { $location } está bloqueada
disowned-preheader = Ninguém pode entrar até que você crie uma nova senha.
disowned-title = Sua conta está bloqueada
disowned-body = Você nos disse que a última alteração na sua conta { $email } em { $location } não foi feita por você. Todos foram desconectados, e sua conta continua bloqueada até que você crie uma nova senha.
disowned-next = Para desbloqueá-la, crie uma nova senha:

address-taken-subject = Você já tem uma conta em { $location }
address-taken-preheader = Alguém tentou se cadastrar com seu endereço. Se foi você, é só entrar.
address-taken-title = Você já tem uma conta
address-taken-body = Alguém – talvez você – tentou criar uma conta em { $location } com o endereço { $email }. Já existe uma, por isso nada foi criado nem alterado.
address-taken-you = Se foi você, entre com sua senha. Se a esqueceu, pode criar uma nova:
account-safe = Se não foi você, pode ignorar este e-mail. Sua conta está segura.

other-provider-subject = Entre em { $location } com { $provider }
other-provider-preheader = Sua conta não tem senha para redefinir.
other-provider-title = Sua conta não tem senha
other-provider-body = Alguém – talvez você – pediu uma nova senha para sua conta { $email } em { $location }. Ela não tem senha: você entra com { $provider }.
other-provider-you = Se foi você, escolha { $provider } ao entrar. Se { $provider } não deixar você entrar, recupere sua conta lá.

second-factor-title = Confirme que é você
second-factor-lede = Esta conta usa a verificação em duas etapas:
second-factor-after-reset = Sua senha foi alterada. Falta um passo para entrar.
second-factor-label = Digite o código do seu aplicativo autenticador
second-factor-hint = Perdeu o celular? Digite um dos seus códigos de recuperação.
second-factor-recovery-label = Código de recuperação
second-factor-problem-malformed = Digite os seis dígitos do aplicativo ou um código de recuperação.
second-factor-problem-wrong = Esse código está errado, é antigo demais ou já foi usado. Espere o próximo e tente de novo.
second-factor-problem-blocked = Muitos códigos errados. Os códigos do aplicativo voltam a funcionar em { $duration }; um código de recuperação funciona agora.

second-factor-added-subject = A verificação em duas etapas está ativada em { $location }
second-factor-added-title = A verificação em duas etapas está ativada
second-factor-added-body = A verificação em duas etapas foi ativada na sua conta { $email } em { $location }. De agora em diante, para entrar também é preciso um código do seu aplicativo autenticador.
second-factor-removed-subject = A verificação em duas etapas está desativada em { $location }
second-factor-removed-title = A verificação em duas etapas está desativada
second-factor-removed-body = A verificação em duas etapas foi desativada na sua conta { $email } em { $location }. De agora em diante, sua senha basta para entrar.
second-factor-codes-subject = Novos códigos de recuperação para { $location }
second-factor-codes-title = Você tem novos códigos de recuperação
second-factor-codes-body = Novos códigos de recuperação foram criados para a sua conta { $email } em { $location }. Os anteriores não funcionam mais.
second-factor-guessed-subject = Códigos errados para a sua conta em { $location }
second-factor-guessed-title = Alguém sabe a sua senha e está tentando códigos
second-factor-guessed-body = Alguém digitou a senha correta da sua conta { $email } em { $location } e depois cinco códigos errados. Por algum tempo, os códigos do seu aplicativo autenticador não são aceitos; os códigos de recuperação são.

address-changed-subject = Seu endereço em { $location } foi alterado
address-changed-title = Sua conta tem agora outro endereço
address-changed-body = A conta em { $location } que tinha o endereço { $email } tem agora outro. Todos os dispositivos foram desconectados, e os e-mails passam a ser enviados para o novo endereço.
address-changed-otherwise = Se não foi você, bloqueie a conta agora. Todos serão desconectados, e ninguém poderá entrar até que o suporte a desbloqueie.
session-elsewhere-subject = Sua sessão em { $location } foi usada em outro lugar
session-elsewhere-title = Sua sessão foi usada em outro lugar
session-elsewhere-body = Sua sessão como { $email } em { $location } acabou de ser usada de uma rede distante da anterior. Se alguém a copiou, essa pessoa está na sua conta.
session-elsewhere-you = Se você está viajando, mudou de rede ou ativou uma VPN, foi você e não precisa fazer nada.
