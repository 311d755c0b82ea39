//! Counts of what an allocator does.

/// A quantity that rises and falls.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Counter {
    /// Now.
    pub current: u64,
    /// The largest since the last reset.
    pub peak: u64,
    /// All that was added.
    pub allocated: u64,
    /// All that was taken away.
    pub freed: u64,
}

impl Counter {
    pub(crate) fn add(&mut self, amount: u64) {
        self.current += amount;
        self.allocated += amount;
        self.peak = self.peak.max(self.current);
    }

    pub(crate) fn sub(&mut self, amount: u64) {
        self.current -= amount;
        self.freed += amount;
    }
}

/// Counts of blocks and of segments.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Counters {
    /// Blocks handed out.
    pub allocations: Counter,
    /// Blocks handed out, and those that wait for other streams.
    pub active: Counter,
    /// Segments taken from the driver.
    pub segments: Counter,
    /// Free blocks that are parts of segments.
    pub inactive_splits: Counter,
    /// Bytes of blocks handed out.
    pub allocated_bytes: Counter,
    /// Bytes of `active`.
    pub active_bytes: Counter,
    /// Bytes that were asked for in blocks handed out.
    pub requested_bytes: Counter,
    /// Bytes taken from the driver.
    pub reserved_bytes: Counter,
    /// Bytes of `inactive_splits`.
    pub inactive_split_bytes: Counter,
}

impl Counters {
    /// The counters with the names that PyTorch's `memory_stats` gives them.
    pub fn named(&self) -> [(&'static str, &Counter); 9] {
        [
            ("active", &self.active),
            ("active_bytes", &self.active_bytes),
            ("allocated_bytes", &self.allocated_bytes),
            ("allocation", &self.allocations),
            ("inactive_split", &self.inactive_splits),
            ("inactive_split_bytes", &self.inactive_split_bytes),
            ("requested_bytes", &self.requested_bytes),
            ("reserved_bytes", &self.reserved_bytes),
            ("segment", &self.segments),
        ]
    }

    fn each(&mut self, change: fn(&mut Counter)) {
        for counter in [
            &mut self.allocations,
            &mut self.active,
            &mut self.segments,
            &mut self.inactive_splits,
            &mut self.allocated_bytes,
            &mut self.active_bytes,
            &mut self.requested_bytes,
            &mut self.reserved_bytes,
            &mut self.inactive_split_bytes,
        ] {
            change(counter);
        }
    }
}

/// What an allocator has done.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Stats {
    /// Of all blocks and segments.
    pub all: Counters,
    /// Of blocks up to 1 MiB and their segments.
    pub small: Counters,
    /// Of larger blocks and their segments.
    pub large: Counters,
    /// Times that memory was short and cached memory had to go.
    pub retries: u64,
    /// Times that there was not enough even then.
    pub out_of_memory: u64,
    /// Times that all streams were waited for, so that memory could go.
    pub waits: u64,
    /// Calls of the driver that took a segment.
    pub device_allocations: u64,
    /// Calls of the driver that gave one back.
    pub device_frees: u64,
}

impl Stats {
    /// Changes the counters of one pool and of both.
    pub(super) fn count(&mut self, small: bool, change: impl Fn(&mut Counters)) {
        change(&mut self.all);
        change(if small { &mut self.small } else { &mut self.large });
    }

    pub(super) fn reset_peaks(&mut self) {
        for counters in [&mut self.all, &mut self.small, &mut self.large] {
            counters.each(|counter| counter.peak = counter.current);
        }
    }

    pub(super) fn reset_totals(&mut self) {
        for counters in [&mut self.all, &mut self.small, &mut self.large] {
            counters.each(|counter| (counter.allocated, counter.freed) = (0, 0));
        }
        (self.retries, self.out_of_memory) = (0, 0);
    }
}
