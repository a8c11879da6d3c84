//! Every page and email, filled with its samples: for people to look at, and to find mistakes in overrides.

use rekey_core::Locale;

use crate::context::{
    AccountChanged, AddressTaken, CheckMail, CodePage, ConfirmAddress, ConfirmNewAddress, ConfirmNotMe, ConfirmSignIn,
    Disowned, ErrorPage, Forgot, Inbox, LinkProblem, LinkSentAgain, MailContext, NewAddress, NewPassword, NoAccount,
    NotMeDone, OtherProvider, PageContext, PasswordChanged, ResetChoice, ResetCode, ResetDone, ResetLink,
    SecondFactorPage, SignIn, SignInCode, SignInMail, SignedIn, SignedOut, VerifyEmail, VerifyEmailDone,
    VerifyEmailPage, Welcome,
};
use crate::error::RenderError;
use crate::look::Look;
use crate::rendered::{RenderedMail, RenderedPage};
use crate::renderer::Renderer;
use crate::set::TemplateSet;

/// A page or mail, filled with a sample.
pub struct Exhibit {
    /// The template and the sample: `pages/forgot.html`, `invalid`.
    pub template: &'static str,
    /// The sample's name.
    pub sample: &'static str,
    /// What came out.
    pub kind: ExhibitKind,
}

/// What an exhibit is.
pub enum ExhibitKind {
    /// A page.
    Page(RenderedPage),
    /// A mail.
    Mail(RenderedMail),
}

/// Renders the samples of one language, one template after the other.
struct Hall<'a> {
    templates: &'a TemplateSet,
    look: &'a Look,
    language: &'a [Locale],
    exhibits: Vec<Exhibit>,
}

impl Hall<'_> {
    fn page<C: PageContext>(&mut self) -> Result<&mut Self, RenderError> {
        for (sample, context) in C::samples() {
            let page = self.templates.page(&context, self.look, self.language)?;
            self.exhibits.push(Exhibit { template: C::TEMPLATE, sample, kind: ExhibitKind::Page(page) });
        }
        Ok(self)
    }

    fn mail<C: MailContext>(&mut self) -> Result<&mut Self, RenderError> {
        for (sample, context) in C::samples() {
            let mail = self.templates.mail(&context, self.look, self.language)?;
            self.exhibits.push(Exhibit { template: C::TEMPLATE, sample, kind: ExhibitKind::Mail(mail) });
        }
        Ok(self)
    }
}

impl Renderer {
    /// Every page and email with every sample, in the look of a location and the best of the wanted languages. If the
    /// location has templates of its own, nothing takes their place.
    pub fn gallery(&self, look: &Look, wanted: &[Locale]) -> Result<Vec<Exhibit>, RenderError> {
        self.templates_of(look.location).gallery(look, wanted)
    }
}

impl TemplateSet {
    fn gallery(&self, look: &Look, wanted: &[Locale]) -> Result<Vec<Exhibit>, RenderError> {
        let mut hall = Hall { templates: self, look, language: wanted, exhibits: Vec::new() };
        hall.page::<Forgot>()?.page::<CheckMail>()?.page::<CodePage>()?.page::<NewPassword>()?.page::<ResetDone>()?;
        hall.page::<SignIn>()?
            .page::<SignInCode>()?
            .page::<SecondFactorPage>()?
            .page::<ConfirmSignIn>()?
            .page::<SignedIn>()?
            .page::<SignedOut>()?;
        hall.page::<ConfirmNotMe>()?
            .page::<NotMeDone>()?
            .page::<LinkProblem>()?
            .page::<LinkSentAgain>()?
            .page::<ErrorPage>()?
            .page::<Inbox>()?;
        hall.page::<VerifyEmailPage>()?
            .page::<ConfirmAddress>()?
            .page::<VerifyEmailDone>()?
            .page::<ConfirmNewAddress>()?
            .page::<Welcome>()?;
        hall.mail::<ResetLink>()?
            .mail::<ResetChoice>()?
            .mail::<ResetCode>()?
            .mail::<SignInMail>()?
            .mail::<VerifyEmail>()?
            .mail::<NewAddress>()?;
        hall.mail::<NoAccount>()?.mail::<PasswordChanged>()?.mail::<Disowned>()?;
        hall.mail::<AddressTaken>()?.mail::<OtherProvider>()?.mail::<AccountChanged>()?;
        Ok(hall.exhibits)
    }

    /// Fills everything in every language, to find what is wrong with it.
    pub(crate) fn check(&self) -> Result<(), RenderError> {
        for (_, look) in Look::samples() {
            for language in self.translations.languages() {
                let wanted: Vec<Locale> = language.to_string().parse().into_iter().collect();
                self.gallery(&look, &wanted)?;
            }
        }
        Ok(())
    }
}
