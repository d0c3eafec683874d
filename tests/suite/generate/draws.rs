//! Choices, drawn one after the other from a list of numbers.

/// The numbers that are left.
pub struct Draws<'a>(std::slice::Iter<'a, u16>);

impl<'a> Draws<'a> {
    pub fn new(numbers: &'a [u16]) -> Self {
        Self(numbers.iter())
    }

    /// A number below `count`. It grows with what is drawn, so that a smaller draw is a smaller choice; zero when none is left.
    pub fn below(&mut self, count: usize) -> usize {
        let drawn = self.0.next().copied().unwrap_or(0);
        usize::from(drawn) * count / (usize::from(u16::MAX) + 1)
    }

    /// From `least` to `most`, both included.
    pub fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most + 1 - least)
    }

    /// Yes, `share` times in a hundred.
    pub fn chance(&mut self, share: usize) -> bool {
        self.below(100) >= 100 - share
    }

    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}
