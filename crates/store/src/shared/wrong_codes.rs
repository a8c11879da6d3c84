//! The column that holds when wrong codes were tried: microseconds since 1970, eight bytes each, oldest first.

use rekey_core::code::WrongCodes;
use rekey_core::time::Timestamp;

use super::corrupt::Corrupt;

pub(crate) fn to_bytes(codes: &WrongCodes) -> Vec<u8> {
    codes.instants().iter().flat_map(|at| at.as_microsecond().to_be_bytes()).collect()
}

pub(crate) fn from_bytes(bytes: &[u8]) -> Result<WrongCodes, Corrupt> {
    let corrupt = || Corrupt::column("wrong_codes.tried_at");
    let (instants, rest) = bytes.as_chunks();
    if !rest.is_empty() {
        return Err(corrupt());
    }
    let instant = |bytes: &[u8; 8]| Timestamp::from_microsecond(i64::from_be_bytes(*bytes)).map_err(|_| corrupt());
    Ok(instants.iter().map(instant).collect::<Result<Vec<_>, _>>()?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_as_they_were_written() {
        let at = Timestamp::constant(1_800_000_000, 123_456_000);
        for codes in [WrongCodes::NONE, WrongCodes::NONE.and_one(at).and_one(at)] {
            assert_eq!(from_bytes(&to_bytes(&codes)).unwrap(), codes);
        }
        assert!(from_bytes(&[1; 9]).is_err());
        assert!(from_bytes(&[0x7f; 8]).is_err());
    }
}
