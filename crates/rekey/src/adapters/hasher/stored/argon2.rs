//! Argon2, as a PHC string: ours, and other systems'.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash as Phc, Salt};
use argon2::{Argon2, Block, Params, Version};
use rekey_core::ports::HashError;

use crate::adapters::hasher::failed;
use crate::adapters::hasher::recipe::{Argon2Kind, Recipe, enough};

pub(in crate::adapters::hasher) struct Argon2Hash {
    oven: Oven,
    expected: Output,
}

/// All that a hash needs besides the password.
struct Oven {
    kind: Argon2Kind,
    version: Version,
    params: Params,
    salt: Salt,
}

impl Argon2Hash {
    pub(super) fn read(text: &str) -> Option<Self> {
        let phc = Phc::new(text).ok()?;
        let params = Params::try_from(&phc).ok()?;
        // A pepper that we don't have.
        if !params.keyid().is_empty() {
            return None;
        }
        let oven = Oven {
            kind: Argon2Kind::from_name(phc.algorithm.as_str())?,
            // Hashes from before versions were written are of version 1.0, as the reference decoder reads them.
            version: phc.version.map_or(Ok(Version::V0x10), Version::try_from).ok()?,
            params,
            salt: phc.salt?,
        };
        Some(Self { oven, expected: phc.hash? })
    }

    /// A fresh hash of Argon2id as a PHC string.
    pub(in crate::adapters::hasher) fn make(
        password: &[u8],
        params: Params,
        salt: &[u8],
        memory: &mut Vec<Block>,
    ) -> Result<String, HashError> {
        let salt = Salt::new(salt).map_err(failed)?;
        let oven = Oven { kind: Argon2Kind::Id, version: Version::V0x13, params, salt };
        let phc = Phc {
            algorithm: oven.kind.algorithm().ident(),
            version: Some(oven.version.into()),
            params: ParamsString::try_from(&oven.params).map_err(failed)?,
            hash: Some(oven.bake(password, memory)?),
            salt: Some(oven.salt),
        };
        Ok(phc.to_string())
    }

    pub(in crate::adapters::hasher) fn recipe(&self) -> Recipe {
        let params = &self.oven.params;
        Recipe::Argon2 {
            kind: self.oven.kind,
            memory_kib: params.m_cost(),
            passes: params.t_cost(),
            lanes: params.p_cost(),
        }
    }

    /// Whether we would make it just so, but for the salt.
    pub(in crate::adapters::hasher) fn is_made_by(&self, params: &Params) -> bool {
        let Oven { kind: Argon2Kind::Id, version: Version::V0x13, params: own, .. } = &self.oven else { return false };
        (own.m_cost(), own.t_cost(), own.p_cost()) == (params.m_cost(), params.t_cost(), params.p_cost())
            && self.expected.len() == params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)
    }

    pub(super) fn matches(&self, password: &[u8], memory: &mut Vec<Block>) -> Result<bool, HashError> {
        // `Output` compares in constant time.
        Ok(self.oven.bake(password, memory)? == self.expected)
    }
}

impl Oven {
    fn bake(&self, password: &[u8], memory: &mut Vec<Block>) -> Result<Output, HashError> {
        let mut output = vec![0; self.params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)];
        Argon2::new(self.kind.algorithm(), self.version, self.params.clone())
            .hash_password_into_with_memory(password, &self.salt, &mut output, enough(memory, &self.params))
            .map_err(failed)?;
        Output::new(&output).map_err(failed)
    }
}
