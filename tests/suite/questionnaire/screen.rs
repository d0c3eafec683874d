//! A real terminal under the binary, and what a person would see on it.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};
use rustix::termios::{Termios, tcgetattr};
use tempfile::TempDir;

/// How long something may take to appear on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(20);

const ROWS: u16 = 40;

/// The binary in a terminal, in a folder of its own.
pub struct Screen {
    pub folder: TempDir,
    child: Box<dyn Child + Send + Sync>,
    /// Absent once it has been hung up.
    line: Option<Line>,
    output: Receiver<Vec<u8>>,
    /// Everything that was written, and how much of it was looked at.
    written: String,
    seen: usize,
    emulator: vt100::Parser,
}

/// Both ends of the terminal; without the first nobody reads, and without the second its modes are lost.
struct Line {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    _slave: Box<dyn SlavePty + Send>,
    tty: File,
    before: Termios,
    reader: JoinHandle<()>,
    /// The reader is to stop after what it reads next.
    stop: Arc<AtomicBool>,
}

fn size(columns: u16) -> PtySize {
    PtySize { rows: ROWS, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn positive(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a terminal has columns")
}

impl Screen {
    /// Starts the binary in a terminal of so many columns, with these files beside it.
    pub fn start(columns: u16, arguments: &[&str], files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).expect("a file in the scratch folder");
        }
        let pair = native_pty_system().openpty(size(columns)).expect("a terminal");
        let tty = File::open(pair.master.tty_name().expect("it has a name")).expect("it can be opened");
        let before = tcgetattr(&tty).expect("it has modes");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_advisor"));
        command.args(arguments);
        command.cwd(folder.path());
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("NO_COLOR", "1");
        let child = pair.slave.spawn_command(command).expect("the binary starts");
        let reader = pair.master.try_clone_reader().expect("it can be read");
        let keys = pair.master.take_writer().expect("it can be written");
        let stop = Arc::new(AtomicBool::new(false));
        let (reader, output) = listen(reader, Arc::clone(&stop));
        Self {
            folder,
            child,
            line: Some(Line { master: pair.master, keys, _slave: pair.slave, tty, before, reader, stop }),
            output,
            written: String::new(),
            seen: 0,
            emulator: vt100::Parser::new(positive(ROWS), positive(columns), 0),
        }
    }

    /// Presses keys, all at once.
    pub fn press(&mut self, keys: &str) {
        let line = self.line.as_mut().expect("it is not hung up");
        line.keys.write_all(keys.as_bytes()).and_then(|()| line.keys.flush()).expect("keys can be pressed");
    }

    /// Waits until one of these is written after what was seen so far; returns its position.
    #[track_caller]
    pub fn expect(&mut self, wanted: &[&str]) -> usize {
        let end = Instant::now() + PATIENCE;
        loop {
            let found = wanted.iter().enumerate().filter_map(|(at, text)| Some((self.written[self.seen..].find(text)?, at)));
            if let Some((offset, at)) = found.min() {
                self.seen += offset + wanted[at].len();
                return at;
            }
            if !self.read_on() {
                assert!(
                    Instant::now() < end,
                    "{wanted:?} did not appear:\n{}\n---\n{}",
                    self.shown(),
                    &self.written[self.seen..]
                );
            }
        }
    }

    /// Takes in what was written meanwhile; false where there was nothing.
    fn read_on(&mut self) -> bool {
        let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(50)) else { return false };
        self.emulator.process(&bytes);
        self.written.push_str(&String::from_utf8_lossy(&bytes));
        true
    }

    /// What stands on the screen.
    pub fn shown(&self) -> String {
        self.emulator.screen().contents()
    }

    /// Everything that was written since the start.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// Gives the terminal another width.
    pub fn resize(&mut self, columns: u16) {
        self.line.as_ref().expect("it is not hung up").master.resize(size(columns)).expect("it can be resized");
        self.emulator.screen_mut().set_size(positive(ROWS), positive(columns));
    }

    /// The terminal goes away, as when its window is closed. Its last end is the reader's, which a key wakes up.
    pub fn hang_up(&mut self) {
        self.line.as_ref().expect("it is not hung up yet").stop.store(true, Ordering::SeqCst);
        self.press("x");
        let line = self.line.take().expect("it was there");
        line.reader.join().expect("the reader does not panic");
    }

    pub fn process(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }

    /// Waits for the end, and takes in what was written until then; returns the exit code, or the signal that ended it.
    #[track_caller]
    pub fn end(&mut self) -> Result<u32, String> {
        let end = Instant::now() + PATIENCE;
        let status = loop {
            self.read_on();
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                break status;
            }
            assert!(Instant::now() < end, "it does not end:\n{}", self.shown());
        };
        while self.read_on() {}
        match status.signal() {
            Some(signal) => Err(signal.to_owned()),
            None => Ok(status.exit_code()),
        }
    }

    /// The terminal is as it was before.
    #[track_caller]
    pub fn is_whole(&self) {
        let line = self.line.as_ref().expect("it is not hung up");
        let after = tcgetattr(&line.tty).expect("it has modes");
        let modes = |modes: &Termios| (modes.input_modes, modes.output_modes, modes.control_modes, modes.local_modes);
        assert_eq!(modes(&after), modes(&line.before));
        assert!(!self.emulator.screen().hide_cursor(), "the cursor is hidden:\n{}", self.shown());
    }

    /// The files that lie in the folder, sorted.
    pub fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("the scratch folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // A test that failed leaves it running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads until nothing more can come, or it is told to stop.
fn listen(mut reader: Box<dyn Read + Send>, stop: Arc<AtomicBool>) -> (JoinHandle<()>, Receiver<Vec<u8>>) {
    let (sender, receiver) = mpsc::channel();
    let thread = thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count) = reader.read(&mut buffer) {
            if count == 0 || sender.send(buffer[..count].to_vec()).is_err() || stop.load(Ordering::SeqCst) {
                break;
            }
        }
    });
    (thread, receiver)
}
