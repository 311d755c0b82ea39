//! Reports in the Chrome trace format, with the keys that PyTorch's have.
//!
//! Source: "Trace Event Format" (Google, 2016): complete events `X`, instants `i`, metadata `M`, flows `s` and `f`. Times
//! are microseconds.

use std::collections::HashMap;
use std::fmt::Display;
use std::io::{self, BufWriter, Write};

use super::argument::Argument;
use super::report::{Allocation, Event, Kind, Report};
use crate::Scalar;

/// Text as a JSON string.
struct Quoted<'a>(&'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("\"")?;
        for letter in self.0.chars() {
            match letter {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                control if control < ' ' => write!(f, "\\u{:04x}", control as u32)?,
                other => write!(f, "{other}")?,
            }
        }
        f.write_str("\"")
    }
}

/// Nanoseconds as microseconds.
struct Micros(u64);

impl Display for Micros {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

/// Items in brackets.
struct List<I>(I);

impl<I: Iterator<Item = T> + Clone, T: Display> Display for List<I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[")?;
        for (at, item) in self.0.clone().enumerate() {
            write!(f, "{}{item}", if at == 0 { "" } else { ", " })?;
        }
        f.write_str("]")
    }
}

/// A number as Python writes it.
struct Number(Scalar);

impl Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Scalar::Bool(value) => f.write_str(if value { "True" } else { "False" }),
            Scalar::Int(value) => write!(f, "{value}"),
            Scalar::Float(value) => write!(f, "{value:?}"),
            Scalar::Complex(re, im) => write!(f, "({re:?}{im:+?}j)"),
        }
    }
}

fn concrete(argument: &Argument) -> String {
    match argument {
        Argument::Number(number) => Number(*number).to_string(),
        Argument::Numbers(list) => List(list.iter().map(|&number| Number(number))).to_string(),
        _ => String::new(),
    }
}

/// Sizes or strides: a list for each argument, a list of lists for one that is several tensors.
fn dims(argument: &Argument, strides: bool) -> String {
    let of =
        |tensor: &super::TensorArgument| List(if strides { &tensor.strides } else { &tensor.shape }.iter()).to_string();
    match argument {
        Argument::Tensor(tensor) => of(tensor),
        Argument::Tensors(list) => List(list.iter().map(of)).to_string(),
        _ => "[]".to_owned(),
    }
}

/// What stands around the events of a trace.
#[derive(Clone, Copy, Debug, Default)]
pub struct Heading<'a> {
    /// The trace's name.
    pub name: &'a str,
    /// Names, and values that are JSON.
    pub metadata: &'a [(String, String)],
    /// The machine's name.
    pub host: &'a str,
    /// The program's name.
    pub program: &'a str,
}

impl Report {
    /// Writes the report as a Chrome trace, which Perfetto and `chrome://tracing` show.
    ///
    /// ```
    /// use flambeau::{Tensor, profile};
    /// let session = profile::start(profile::Options::default());
    /// Tensor::from_slice(&[1.0f32], &[1])?.exp()?;
    /// let mut text = Vec::new();
    /// session.stop().write_chrome_trace(&mut text, profile::Heading { name: "exp", ..Default::default() })?;
    /// assert!(String::from_utf8(text)?.contains("aten::exp"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_chrome_trace(&self, writer: impl Write, heading: Heading<'_>) -> io::Result<()> {
        let mut out = BufWriter::new(writer);
        let process = std::process::id();
        writeln!(out, "{{\n  \"schemaVersion\": 1,\n  \"deviceProperties\": [],")?;
        for (key, value) in heading.metadata {
            writeln!(out, "  {}: {value},", Quoted(key))?;
        }
        writeln!(out, "  \"host_name\": {},\n  \"displayTimeUnit\": \"ms\",", Quoted(heading.host))?;
        writeln!(out, "  \"baseTimeNanoseconds\": {},\n  \"traceEvents\": [", self.start())?;
        let mut separator = Separator { process, first: true };
        let program = if heading.program.is_empty() { "flambeau" } else { heading.program };
        self.write_names(&mut out, &mut separator, program)?;
        for (at, event) in self.events().iter().enumerate() {
            separator.write(&mut out, event.system_thread)?;
            write_event(&mut out, at, event)?;
        }
        self.write_flows(&mut out, &mut separator)?;
        for (at, memory) in self.memory().iter().enumerate() {
            separator.write(&mut out, memory.system_thread)?;
            write_memory(&mut out, self.events().len() + at, memory)?;
        }
        writeln!(out, "\n  ],\n  \"traceName\": {}\n}}", Quoted(heading.name))?;
        out.flush()
    }

    fn write_names(&self, out: &mut impl Write, separator: &mut Separator, program: &str) -> io::Result<()> {
        let process = separator.process;
        let mut threads: Vec<u64> = self.events().iter().map(|event| event.system_thread).collect();
        threads.extend(self.memory().iter().map(|memory| memory.system_thread));
        threads.sort_unstable();
        threads.dedup();
        let of_process = [
            ("process_name", format!("\"name\": {}", Quoted(program))),
            ("process_labels", "\"labels\": \"CPU\"".to_owned()),
            ("process_sort_index", format!("\"sort_index\": {process}")),
        ];
        for (name, args) in of_process {
            separator.write(out, 0)?;
            write!(out, "\"ph\": \"M\", \"name\": \"{name}\", \"ts\": 0, \"args\": {{{args}}}}}")?;
        }
        for thread in threads {
            let title = format!("thread {thread} ({program})");
            let args = [
                ("thread_name", format!("\"name\": {}", Quoted(&title))),
                ("thread_sort_index", format!("\"sort_index\": {thread}")),
            ];
            for (name, args) in args {
                separator.write(out, thread)?;
                write!(out, "\"ph\": \"M\", \"name\": \"{name}\", \"ts\": 0, \"args\": {{{args}}}}}")?;
            }
        }
        Ok(())
    }

    /// Arrows from operations to the nodes that they recorded.
    fn write_flows(&self, out: &mut impl Write, separator: &mut Separator) -> io::Result<()> {
        let mut forward: HashMap<(u64, u64), usize> = HashMap::new();
        let mut id = 0;
        for (at, event) in self.events().iter().enumerate() {
            match (event.kind, event.sequence, event.forward_thread) {
                // Of an operation and its parts, the last that began recorded the node.
                (Kind::Operation, Some(sequence), _) => {
                    forward.insert((event.thread, sequence), at);
                }
                (Kind::Backward, Some(sequence), Some(thread)) => {
                    let Some(&from) = forward.get(&(thread, sequence)) else { continue };
                    id += 1;
                    for (phase, event, end) in [("s", &self.events()[from], ""), ("f", event, ", \"bp\": \"e\"")] {
                        separator.write(out, event.system_thread)?;
                        let time = Micros(event.start);
                        write!(
                            out,
                            "\"ph\": \"{phase}\", \"id\": {id}, \"ts\": {time}, \"cat\": \"fwdbwd\", \"name\": \"fwdbwd\"{end}}}"
                        )?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Begins the objects of a list.
struct Separator {
    process: u32,
    first: bool,
}

impl Separator {
    fn write(&mut self, out: &mut impl Write, thread: u64) -> io::Result<()> {
        let between = if std::mem::take(&mut self.first) { "" } else { ",\n" };
        write!(out, "{between}    {{\"pid\": {}, \"tid\": {thread}, ", self.process)
    }
}

fn write_event(out: &mut impl Write, at: usize, event: &Event) -> io::Result<()> {
    let category = if event.kind == Kind::Scope { "user_annotation" } else { "cpu_op" };
    write!(
        out,
        "\"ph\": \"X\", \"cat\": \"{category}\", \"name\": {}, \"ts\": {}, \"dur\": {}, \"args\": {{\"External id\": {}",
        Quoted(&event.name),
        Micros(event.start),
        Micros(event.duration()),
        at + 1
    )?;
    if let Some(sequence) = event.sequence {
        let thread = event.forward_thread.unwrap_or(0);
        write!(out, ", \"Sequence number\": {sequence}, \"Fwd thread id\": {thread}")?;
    }
    if !event.arguments.is_empty() {
        let arguments = event.arguments.iter();
        let values: Vec<String> = arguments.clone().map(concrete).collect();
        write!(out, ", \"Concrete Inputs\": {}", List(values.iter().map(|text| Quoted(text))))?;
        write!(out, ", \"Input type\": {}", List(arguments.clone().map(|argument| Quoted(argument.type_name()))))?;
        write!(out, ", \"Input Strides\": {}", List(arguments.clone().map(|argument| dims(argument, true))))?;
        write!(out, ", \"Input Dims\": {}", List(arguments.map(|argument| dims(argument, false))))?;
    }
    if event.flops > 0 {
        write!(out, ", \"Flops\": {}", event.flops)?;
    }
    if !event.stack.is_empty() {
        let calls: Vec<&str> = event.stack.iter().map(String::as_str).collect();
        write!(out, ", \"Call stack\": {}", Quoted(&calls.join(";")))?;
    }
    write!(out, ", \"Ev Idx\": {at}}}}}")
}

fn write_memory(out: &mut impl Write, at: usize, memory: &Allocation) -> io::Result<()> {
    let Allocation { time, address, bytes, total, reserved, .. } = memory;
    // PyTorch's numbers of kinds of devices.
    let (kind, device) = memory.device.gpu().map_or((0, -1), |gpu| (1, gpu as i64));
    write!(
        out,
        "\"ph\": \"i\", \"cat\": \"cpu_instant_event\", \"s\": \"t\", \"name\": \"[memory]\", \"ts\": {}, \"args\": \
         {{\"Total Reserved\": {reserved}, \"Total Allocated\": {total}, \"Bytes\": {bytes}, \"Device Id\": {device}, \
         \"Device Type\": {kind}, \"Addr\": {address}, \"Ev Idx\": {at}}}}}",
        Micros(*time)
    )
}
