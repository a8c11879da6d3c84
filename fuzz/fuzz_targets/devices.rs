#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| rekey_properties::check("devices", data));
