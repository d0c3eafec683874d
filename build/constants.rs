//! A value as the Rust expression that makes it, so that the compiler lays the knowledge base out as constants of the binary.
//!
//! A serde format: names of structs, fields and variants come from the derived `Serialize`. `List` and `Text`, which stand for
//! borrowed or owned data, serialise themselves under their names and become constants.

use std::fmt::{self, Display, Write as _};

use serde::ser::{self, Impossible, Serialize, Serializer};

/// The expression of a value, for a place where the names of `model` are in scope.
pub fn expression(value: &impl Serialize) -> String {
    let mut writer = Writer { text: String::new() };
    value.serialize(&mut writer).expect("the model is made of structs, enums, lists, texts and numbers");
    writer.text
}

struct Writer {
    text: String,
}

/// Something in a value that has no expression here.
#[derive(Debug)]
struct NoExpression(String);

impl Display for NoExpression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for NoExpression {}

impl ser::Error for NoExpression {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

type Written = Result<(), NoExpression>;

impl Writer {
    fn push(&mut self, text: impl Display) -> Written {
        write!(self.text, "{text}").map_err(|_| NoExpression("a string is full".to_owned()))
    }

    fn refuse(what: &str) -> NoExpression {
        NoExpression(format!("{what} has no place in the knowledge base"))
    }
}

/// What stands between an opening and a closing bracket.
struct Parts<'w> {
    writer: &'w mut Writer,
    close: &'static str,
}

impl<'w> Parts<'w> {
    fn open(writer: &'w mut Writer, open: impl Display, close: &'static str) -> Result<Self, NoExpression> {
        writer.push(open)?;
        Ok(Self { writer, close })
    }

    fn part<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        value.serialize(&mut *self.writer)?;
        self.writer.push(", ")
    }

    fn named<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Written {
        self.writer.push(format_args!("{name}: "))?;
        self.part(value)
    }

    fn close(self) -> Written {
        self.writer.push(self.close)
    }
}

macro_rules! plain {
    ($($method:ident: $kind:ty),+ $(,)?) => {$(
        fn $method(self, value: $kind) -> Written {
            self.push(value)
        }
    )+};
}

macro_rules! refused {
    ($($method:ident: $kind:ty),+ $(,)?) => {$(
        fn $method(self, _: $kind) -> Written {
            Err(Writer::refuse(stringify!($kind)))
        }
    )+};
}

impl<'w> Serializer for &'w mut Writer {
    type Ok = ();
    type Error = NoExpression;
    type SerializeSeq = Parts<'w>;
    type SerializeTuple = Parts<'w>;
    type SerializeTupleStruct = Impossible<(), NoExpression>;
    type SerializeTupleVariant = Impossible<(), NoExpression>;
    type SerializeMap = Impossible<(), NoExpression>;
    type SerializeStruct = Parts<'w>;
    type SerializeStructVariant = Parts<'w>;

    plain!(serialize_bool: bool, serialize_i32: i32, serialize_i64: i64, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);
    refused!(serialize_i8: i8, serialize_i16: i16, serialize_u8: u8, serialize_f32: f32, serialize_char: char, serialize_bytes: &[u8]);

    fn serialize_f64(self, value: f64) -> Written {
        self.push(format_args!("{value:?}"))
    }

    fn serialize_str(self, value: &str) -> Written {
        self.push(format_args!("{value:?}"))
    }

    fn serialize_none(self) -> Written {
        self.push("None")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        let mut parts = Parts::open(self, "Some(", ")")?;
        parts.part(value)?;
        parts.close()
    }

    fn serialize_unit(self) -> Written {
        self.push("()")
    }

    fn serialize_unit_struct(self, name: &'static str) -> Written {
        self.push(name)
    }

    fn serialize_unit_variant(self, name: &'static str, _: u32, variant: &'static str) -> Written {
        self.push(format_args!("{name}::{variant}"))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Written {
        let open = match name {
            "List" => "List::Constant(&".to_owned(),
            "Text" => "Text::constant(".to_owned(),
            _ => format!("{name}("),
        };
        let mut parts = Parts::open(self, open, ")")?;
        parts.part(value)?;
        parts.close()
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        let mut parts = Parts::open(self, format_args!("{name}::{variant}("), ")")?;
        parts.part(value)?;
        parts.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'w>, NoExpression> {
        Parts::open(self, "[", "]")
    }

    fn serialize_tuple(self, length: usize) -> Result<Parts<'w>, NoExpression> {
        // An empty array is the only tuple that is not one.
        if length == 0 { Parts::open(self, "[", "]") } else { Parts::open(self, "(", ")") }
    }

    fn serialize_tuple_struct(self, name: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, NoExpression> {
        Err(Writer::refuse(name))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, NoExpression> {
        Err(Writer::refuse(variant))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, NoExpression> {
        Err(Writer::refuse("a map"))
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Parts<'w>, NoExpression> {
        Parts::open(self, format_args!("{name} {{ "), "}")
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'w>, NoExpression> {
        Parts::open(self, format_args!("{name}::{variant} {{ "), "}")
    }
}

macro_rules! parts {
    ($($kind:ident: $method:ident($($name:ident)?) by $write:ident),+ $(,)?) => {$(
        impl ser::$kind for Parts<'_> {
            type Ok = ();
            type Error = NoExpression;

            fn $method<T: Serialize + ?Sized>(&mut self, $($name: &'static str,)? value: &T) -> Written {
                self.$write($($name,)? value)
            }

            fn end(self) -> Written {
                self.close()
            }
        }
    )+};
}

parts! {
    SerializeSeq: serialize_element() by part,
    SerializeTuple: serialize_element() by part,
    SerializeStruct: serialize_field(name) by named,
    SerializeStructVariant: serialize_field(name) by named,
}
