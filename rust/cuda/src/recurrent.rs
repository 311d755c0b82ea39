//! Recurrent layers: one direction of one layer, all steps.
//!
//! What inputs contribute to all gates is there when a pass begins. A step of the forward pass is one product, of the hidden
//! states before and the recurrent weights, and one kernel for all gates; a step of the backward pass one kernel for the
//! gradients of all gates and one product, which adds them to the gradient of the hidden states before. A projection is one
//! more product in both. Products read and write rows of all steps where they lie: those of a step whose sequences begin in
//! it, as they do in packed ones that are run from the end, are two products.
//!
//! Layout, cells and formulas are those of [`flambeau_cpu::recurrent`].

use flambeau_cpu::DType;
use flambeau_cpu::expr::Scalar;
use flambeau_cpu::gemm::{Gemm, MatMut, MatRef};
pub use flambeau_cpu::recurrent::Cell;

use crate::alloc::Scratch;
use crate::compile::{self, Family, Key, Source};
use crate::device::{self, Device};
use crate::error::Result;
use crate::gemm;
use crate::launch::{self, Grid};
use crate::params::{Dim, Words};
use crate::pointwise::source::storage_type;
use crate::stream::Stream;

/// Threads of a block.
const THREADS: u32 = 256;

/// One direction of one layer.
#[derive(Clone, Copy, Debug)]
pub struct Steps<'a> {
    /// A floating-point dtype: of everything but what cells keep, which is of the dtype that it is computed in.
    pub dtype: DType,
    /// What a step computes.
    pub cell: Cell,
    /// Units.
    pub units: usize,
    /// Numbers of a hidden state: of projected ones fewer than units.
    pub width: usize,
    /// Rows of each step; none has more than the one before.
    pub sizes: &'a [usize],
    /// Whether the last step comes first.
    pub reverse: bool,
    /// The recurrent weights, `(gates * units, width)`.
    pub weight: MatRef,
    /// Projection of hidden states, `(width, units)`.
    pub projection: Option<MatRef>,
}

/// The tensors of a forward pass, dense, `N` being the rows of all steps.
#[derive(Clone, Copy, Debug)]
pub struct States {
    /// `(N, gates * units)`: what inputs contribute, without bias; it is used up. With `kept`, the gates of an LSTM or a GRU.
    pub gates: *mut u8,
    /// Addends of the gates for inputs and for hidden states, `(gates * units)`, or null.
    pub bias: [*const u8; 2],
    /// First hidden states, `(batch, width)`.
    pub first: *const u8,
    /// LSTM: cell states, `(batch, units)`; on entry the first ones, on exit the last ones.
    pub cell: *mut u8,
    /// `(N, units)`, to be written. LSTM: cell states; GRU: what hidden states contribute to n. Null if no backward pass
    /// will read it.
    pub kept: *mut u8,
    /// `(N, units)`, to be written: hidden states before their projection, if there is one.
    pub unprojected: *mut u8,
    /// `(N, width)`, to be written: hidden states.
    pub out: *mut u8,
}

/// The tensors of a backward pass, dense.
#[derive(Clone, Copy, Debug)]
pub struct Gradients {
    /// LSTM, GRU: the gates of the forward pass; others: its hidden states.
    pub gates: *const u8,
    /// What the forward pass kept.
    pub kept: *const u8,
    /// LSTM: first cell states.
    pub first_cell: *const u8,
    /// GRU: hidden states, and first ones.
    pub states: [*const u8; 2],
    /// `(N, width)`: on entry the gradient of hidden states, as results and as last states; on exit of all that was made
    /// of them.
    pub out: *mut u8,
    /// `(batch, width)`, zeros on entry: gradient of the first hidden states, or null.
    pub first: *mut u8,
    /// LSTM: `(batch, units)`, on entry the gradient of the last cell states, on exit of the first ones.
    pub cell: *mut u8,
    /// Gradients of the gates towards the inputs, `(N, gates * units)`, to be written.
    pub input_gates: *mut u8,
    /// GRU: gradients of the gates towards the hidden states; null for others, which have but one.
    pub hidden_gates: *mut u8,
}

/// A step: its rows among those of all steps, and of the step that is computed before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Step {
    first: usize,
    rows: usize,
    before: usize,
    /// Rows that were in the step before; the others begin.
    before_rows: usize,
}

impl Steps<'_> {
    /// The steps in the order of the forward pass.
    fn order(&self) -> Vec<Step> {
        let mut next = 0;
        let mut order: Vec<Step> = Vec::with_capacity(self.sizes.len());
        for &rows in self.sizes {
            order.push(Step { first: next, rows, before: 0, before_rows: 0 });
            next += rows;
        }
        if self.reverse {
            order.reverse();
        }
        for at in 1..order.len() {
            (order[at].before, order[at].before_rows) = (order[at - 1].first, order[at - 1].rows.min(order[at].rows));
        }
        order
    }

    /// The address of a row of a matrix of so many columns; null stays null.
    fn row(&self, matrix: *const u8, row: usize, columns: usize) -> *mut u8 {
        self.place(matrix, row * columns, self.dtype)
    }

    fn place(&self, numbers: *const u8, at: usize, dtype: DType) -> *mut u8 {
        if numbers.is_null() { numbers.cast_mut() } else { numbers.wrapping_add(at * dtype.size()).cast_mut() }
    }

    /// The address of a row of what cells keep.
    fn kept_row(&self, matrix: *const u8, row: usize) -> *mut u8 {
        self.place(matrix, row * self.units, self.kept_as())
    }

    fn kept_as(&self) -> DType {
        if self.dtype == DType::F64 { DType::F64 } else { DType::F32 }
    }

    /// `c = a b + beta c` for dense rows.
    ///
    /// # Safety
    /// Rows and weights are valid on the stream's device.
    unsafe fn product(
        &self,
        (a, c): (*const u8, *mut u8),
        (rows, columns, depth): (usize, usize, usize),
        b: MatRef,
        beta: i64,
        stream: Stream,
    ) -> Result<()> {
        let a = MatRef { ptr: a, rs: depth as isize, cs: 1 };
        let c = MatMut { ptr: c, rs: columns as isize, cs: 1 };
        let product = Gemm::new(self.dtype, (rows, columns, depth), a, b, c);
        // SAFETY: the caller's promise.
        unsafe { gemm::run(&Gemm { beta: Scalar::Int(beta), ..product }, stream) }
    }
}

fn transposed(matrix: MatRef) -> MatRef {
    MatRef { rs: matrix.cs, cs: matrix.rs, ..matrix }
}

/// Computes all steps.
///
/// # Errors
/// NVRTC is needed and not there; no memory for sums; the driver refuses a launch; cuBLASLt fails.
///
/// # Safety
/// Everything in `steps` and `states` that the cell uses is valid for its sizes on the stream's device until the stream has
/// passed; what is written overlaps nothing.
pub unsafe fn forward(steps: &Steps<'_>, states: &States, stream: Stream) -> Result<()> {
    let (units, width, gates) = (steps.units, steps.width, steps.cell.gates());
    let all = gates * units;
    let device = device::get(stream.device)?;
    device.enter()?;
    let gru = steps.cell == Cell::Gru;
    let batch = steps.sizes.first().copied().unwrap_or(0);
    let sums = Scratch::new(if gru { batch * all * steps.dtype.size() } else { 0 }, stream)?;
    let hidden = if states.unprojected.is_null() { states.out } else { states.unprojected };
    for step in steps.order() {
        let Step { first, rows, before, before_rows } = step;
        let before = steps.row(states.out, before, width);
        // A GRU's sums are added behind its reset gate, the others where the inputs' are.
        let (to, beta) = if gru { (sums.address() as *mut u8, 0) } else { (steps.row(states.gates, first, all), 1) };
        for (from, start, end) in [(before.cast_const(), 0, before_rows), (states.first, before_rows, rows)] {
            let (from, to) = (steps.row(from, start, width), steps.row(to, start, all));
            let weight = transposed(steps.weight);
            // SAFETY: the caller promises states, gates and weights.
            unsafe { steps.product((from, to), (end - start, all, width), weight, beta, stream)? };
        }
        let mut words = Words::new();
        words.push((rows * units) as u64);
        words.push_dim(Dim::new(units));
        words.extend([before_rows as u64, steps.row(states.gates, first, all) as u64, sums.address()]);
        words.extend(states.bias.map(|bias| bias as u64));
        words.extend([before as u64, states.first as u64, states.cell as u64]);
        words.extend([steps.kept_row(states.kept, first) as u64, steps.row(hidden, first, units) as u64]);
        // SAFETY: the words are the fields of `CellParams`; the rest is the caller's promise.
        unsafe { gates_of(device, false, steps, rows, &words, stream)? };
        if let Some(projection) = steps.projection {
            let (from, to) = (steps.row(hidden, first, units), steps.row(states.out, first, width));
            // SAFETY: the caller promises states and projection.
            unsafe { steps.product((from, to), (rows, width, units), transposed(projection), 0, stream)? };
        }
    }
    Ok(())
}

/// Computes the gradients of all gates and of the first states.
///
/// # Errors
/// NVRTC is needed and not there; no memory for a step; the driver refuses a launch; cuBLASLt fails.
///
/// # Safety
/// Everything in `steps` and `gradients` that the cell uses is valid for its sizes on the stream's device until the stream
/// has passed; what is written overlaps nothing.
pub unsafe fn backward(steps: &Steps<'_>, gradients: &Gradients, stream: Stream) -> Result<()> {
    let (units, width, gates) = (steps.units, steps.width, steps.cell.gates());
    let all = gates * units;
    let device = device::get(stream.device)?;
    device.enter()?;
    let batch = steps.sizes.first().copied().unwrap_or(0);
    let projected = if steps.projection.is_some() { batch * units * steps.dtype.size() } else { 0 };
    let unprojected = Scratch::new(projected, stream)?;
    let wide = matches!(steps.cell, Cell::Lstm | Cell::Gru);
    for step in steps.order().into_iter().rev() {
        let Step { first, rows, before, before_rows } = step;
        let mut grad = steps.row(gradients.out, first, width);
        if let Some(projection) = steps.projection {
            let to = unprojected.address() as *mut u8;
            // SAFETY: the caller promises gradients and projection; there is room for a step.
            unsafe { steps.product((grad, to), (rows, units, width), projection, 0, stream)? };
            grad = to;
        }
        let [states, first_states] = gradients.states;
        let grad_before = steps.row(gradients.out, before, width);
        let mut words = Words::new();
        words.push((rows * units) as u64);
        words.push_dim(Dim::new(units));
        words.extend([before_rows as u64, grad as u64]);
        words.push(steps.row(gradients.gates, first, if wide { all } else { units }) as u64);
        words.extend([first, before].map(|row| steps.kept_row(gradients.kept, row) as u64));
        words.extend([gradients.first_cell as u64, steps.row(states, before, width) as u64, first_states as u64]);
        words.push(gradients.cell as u64);
        words.extend([gradients.input_gates, gradients.hidden_gates].map(|to| steps.row(to, first, all) as u64));
        words.extend([grad_before as u64, gradients.first as u64]);
        // SAFETY: the words are the fields of `CellBackwardParams`; the rest is the caller's promise.
        unsafe { gates_of(device, true, steps, rows, &words, stream)? };
        let gates = if gradients.hidden_gates.is_null() { gradients.input_gates } else { gradients.hidden_gates };
        for (to, start, end) in [(grad_before, 0, before_rows), (gradients.first, before_rows, rows)] {
            if start == end || to.is_null() {
                continue;
            }
            let (from, to) = (steps.row(gates, first + start, all), steps.row(to, start, width));
            // SAFETY: the caller promises gradients and weights.
            unsafe { steps.product((from, to), (end - start, width, all), steps.weight, 1, stream)? };
        }
    }
    Ok(())
}

/// Launches the kernel of a step's gates, or of their gradients. The device is entered.
///
/// # Safety
/// The words are the fields of the kernel's parameter in order, and what they point to is valid.
unsafe fn gates_of(
    device: &Device,
    back: bool,
    steps: &Steps<'_>,
    rows: usize,
    words: &Words,
    stream: Stream,
) -> Result<()> {
    let blocks = (rows * steps.units).div_ceil(THREADS as usize);
    if blocks == 0 {
        return Ok(());
    }
    let (cell, dtype) = (steps.cell, steps.dtype);
    let made_for = (cell as u128) << 16 | (dtype as u128) << 8 | back as u128;
    let function =
        compile::function(device, Key { family: Family::Recurrent, made_for }, || source(cell, dtype, back))?;
    // SAFETY: the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, THREADS), words.as_ptr(), stream) }
}

fn source(cell: Cell, dtype: DType, back: bool) -> Source {
    let (name, element) = (format!("{cell:?}").to_uppercase(), storage_type(dtype));
    let (call, params) = match back {
        false => (format!("cell_forward<{name}, {element}>"), format!("CellParams<{element}>")),
        true => (format!("cell_backward<{name}, {element}>"), format!("CellBackwardParams<{element}>")),
    };
    let label = format!("{} gates{} {}", name.to_lowercase(), if back { " backward" } else { "" }, dtype.name());
    Source::of_family("gates", label, include_str!("kernels/recurrent.cuh"), &params, THREADS, &call)
}

#[cfg(test)]
mod tests {
    use super::{Cell, Step, Steps, source};
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;
    use flambeau_cpu::gemm::MatRef;

    #[test]
    fn every_cell_compiles() {
        let mut sources = Vec::new();
        for cell in [Cell::Lstm, Cell::Gru, Cell::Tanh, Cell::Relu] {
            for dtype in [DType::F32, DType::F64, DType::F16, DType::BF16] {
                sources.extend([false, true].map(|back| source(cell, dtype, back)));
            }
        }
        compile_all(&sources);
    }

    #[test]
    fn steps_follow_each_other() {
        let weight = MatRef { ptr: std::ptr::null(), rs: 1, cs: 1 };
        let sizes = [3, 2, 2];
        let order = |reverse| {
            let steps = Steps {
                dtype: DType::F32,
                cell: Cell::Tanh,
                units: 1,
                width: 1,
                sizes: &sizes,
                reverse,
                weight,
                projection: None,
            };
            steps.order()
        };
        let step = |first, rows, before, before_rows| Step { first, rows, before, before_rows };
        assert_eq!(order(false), [step(0, 3, 0, 0), step(3, 2, 0, 2), step(5, 2, 3, 2)]);
        assert_eq!(order(true), [step(5, 2, 0, 0), step(3, 2, 5, 2), step(0, 3, 3, 2)]);
    }
}
