//! What an operator should know: whether each statement runs, and the rights that it needs. Everything is rolled back.

use rekey_core::EmailAddress;
use rekey_core::directory::{Remark, Standing};

use super::database::{Failure, Mode, Values};
use super::statement::{Role, Statement};
use super::{SessionEnd, Source, SqlDirectory};

impl SqlDirectory {
    pub(super) async fn check(&self, address: Option<&EmailAddress>) -> Result<Vec<Remark>, Failure> {
        let mut transaction = self.database.begin(Mode::Read).await?;
        let statements = match self.statements(&mut *transaction).await {
            Ok(statements) => statements,
            Err(failure) if failure.was_refused => return Ok(vec![Remark::Problem(failure.reason)]),
            Err(failure) => return Err(failure),
        };
        transaction.roll_back().await?;
        let mut remarks = Vec::new();
        // NULL equals nothing: rights and names are checked, and no row is touched.
        let nothing = Values::default();
        for (name, statement, role) in [
            ("find", &statements.find, Role::Find),
            ("get", &statements.get, Role::Get),
            ("set_password", &statements.set_password, Role::SetPassword),
        ] {
            remarks.push(self.attempt(name, statement, role, nothing).await?);
        }
        match &statements.end_sessions {
            Some(statement) => remarks.push(self.attempt("end_sessions", statement, Role::EndSessions, nothing).await?),
            None if self.session_end() == SessionEnd::Hash => {
                remarks.push(Remark::Fine("sessions end with the password".to_owned()));
            }
            None => remarks.push(Remark::Note(
                "no statement ends sessions: see that the app's sessions end with the password".to_owned(),
            )),
        }
        let has_problem = remarks.iter().any(|remark| matches!(remark, Remark::Problem(_)));
        if let Some(address) = address.filter(|_| !has_problem) {
            remarks.extend(self.rehearse(address).await?);
        }
        if address.is_none() && matches!(self.settings.source, Source::Own(_)) {
            remarks.push(Remark::Note(
                "find and get were run without a value; add --email ADDRESS to see what they say of an account"
                    .to_owned(),
            ));
        }
        for grant in statements.rights.grants(&self.settings.server) {
            remarks.push(Remark::Note(grant));
        }
        Ok(remarks)
    }

    /// Runs a statement in a transaction of its own, which is rolled back.
    async fn attempt(
        &self,
        name: &str,
        statement: &Statement,
        role: Role,
        values: Values<'_>,
    ) -> Result<Remark, Failure> {
        let mut transaction = self.database.begin(Mode::Write).await?;
        let run = match role {
            Role::Find | Role::Get => self.rows(&mut *transaction, statement, values).await.map(drop),
            Role::SetPassword | Role::EndSessions => self.run(&mut *transaction, statement, values).await.map(drop),
        };
        match run {
            Ok(()) => {
                transaction.roll_back().await?;
                Ok(Remark::Fine(format!("{name} runs")))
            }
            Err(failure) if failure.was_refused => Ok(Remark::Problem(format!("{name}: {}", failure.reason))),
            Err(failure) => Err(failure),
        }
    }

    /// Writes the present hash of each account with this address once more. One that is shut gets no emails, and so no
    /// password.
    async fn rehearse(&self, address: &EmailAddress) -> Result<Vec<Remark>, Failure> {
        let mut transaction = self.database.begin(Mode::Write).await?;
        let entries = self.find_in(&mut *transaction, address).await?;
        let statement = &self.statements(&mut *transaction).await?.set_password;
        let mut remarks = Vec::new();
        for entry in entries.iter().filter(|entry| entry.standing == Standing::Open) {
            let (key, hash) = (entry.key.as_str(), Some(entry.version.expose()));
            let values = Values { id: Some(key), old_hash: hash, new_hash: hash, ..Values::default() };
            match self.run(&mut *transaction, statement, values).await {
                Ok(1) => remarks.push(Remark::Fine(format!("set_password changes one row of {key} (rolled back)"))),
                Ok(rows) => {
                    remarks
                        .push(Remark::Problem(format!("set_password changes {rows} rows of {key}; it may change one")));
                }
                Err(failure) if failure.was_refused => {
                    remarks.push(Remark::Problem(format!("set_password: {}", failure.reason)));
                    // The transaction takes nothing more.
                    break;
                }
                Err(failure) => return Err(failure),
            }
        }
        transaction.roll_back().await?;
        Ok(remarks)
    }
}
