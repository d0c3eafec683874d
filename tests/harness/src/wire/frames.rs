//! WebSocket frames that no well-behaved library would write.

/// A frame of a client, as raw as it may be (RFC 6455, section 5.2).
#[derive(Clone)]
pub struct Frame {
    pub last: bool,
    pub reserved: u8,
    pub opcode: u8,
    pub masked: bool,
    pub payload: Vec<u8>,
}

pub const CONTINUATION: u8 = 0;
pub const TEXT: u8 = 1;
pub const BINARY: u8 = 2;
pub const PING: u8 = 9;

impl Frame {
    /// A frame that is as it should be.
    pub fn new(opcode: u8, payload: impl Into<Vec<u8>>) -> Self {
        Self { last: true, reserved: 0, opcode, masked: true, payload: payload.into() }
    }

    pub fn text(payload: impl Into<Vec<u8>>) -> Self {
        Self::new(TEXT, payload)
    }

    /// The first or a middle part of a message.
    pub fn unfinished(mut self) -> Self {
        self.last = false;
        self
    }

    pub fn unmasked(mut self) -> Self {
        self.masked = false;
        self
    }

    pub fn reserved(mut self, bits: u8) -> Self {
        self.reserved = bits;
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.bytes_claiming(self.payload.len())
    }

    /// The frame with a length in its head that may be another than its payload's.
    pub fn bytes_claiming(&self, length: usize) -> Vec<u8> {
        let mask_bit = if self.masked { 0x80 } else { 0 };
        let mut bytes = vec![if self.last { 0x80 } else { 0 } | self.reserved << 4 | self.opcode];
        match length {
            0..126 => bytes.push(mask_bit | length as u8),
            126..65_536 => {
                bytes.push(mask_bit | 126);
                bytes.extend((length as u16).to_be_bytes());
            }
            _ => {
                bytes.push(mask_bit | 127);
                bytes.extend((length as u64).to_be_bytes());
            }
        }
        if self.masked {
            let mask = [0x1d, 0xf3, 0x42, 0x9a];
            bytes.extend(mask);
            bytes.extend(self.payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        } else {
            bytes.extend(&self.payload);
        }
        bytes
    }
}
