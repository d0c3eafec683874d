//! Random numbers, from the operating system.

//% if tickets or replies
/// 128 random bits in hexadecimal.
pub fn name() -> String {
    format!("{:032x}", u128::from_ne_bytes(bytes()))
}

//% endif
//% if binary
/// 128 random bits.
pub fn number() -> u128 {
    u128::from_ne_bytes(bytes())
}

//% endif
/// A number from 0 to less than 1.
pub fn fraction() -> f64 {
    f64::from(u32::from_ne_bytes(bytes())) / (f64::from(u32::MAX) + 1.0)
}

fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has random numbers");
    bytes
}
