//! The real library, where it is, plans convolutions for GPUs that are not: descriptors, attributes and engines as it has
//! them. It needs no GPU for that.

use flambeau_cpu::DType;
use flambeau_cpu::conv::{Extent, Geometry};

use super::descriptor::Descriptor;
use super::plan::{Plan, Target, configs, graph};
use super::problem::{Problem, Product};
use super::table::{Functions, attribute, functions, kind};

/// An H100 in the library's words.
const H100: &std::ffi::CStr = c"{\"maxGridSize\": [2147483647, 65535, 65535], \"maxBlockSize\": [1024, 1024, 64], \
    \"regsPerBlock\": 65536, \"multiProcessorCount\": 132, \"smClockRateKHz\": 1980000, \"memClockRateKHz\": 2619000, \
    \"l2CacheSize\": 52428800, \"warpSize\": 32, \"maxSharedMemoryPerBlock\": 49152, \
    \"maxSharedMemoryPerBlockOptin\": 232448, \"reservedSharedMemoryPerBlock\": 1024, \"maxRegistersPerSM\": 65536, \
    \"pciDeviceId\": 0, \"maxCtasPerSM\": 32, \"maxThreadsPerBlock\": 1024, \"maxThreadsPerSM\": 2048, \"isTccDriver\": 0, \
    \"supportCoopLaunch\": 1, \"deviceVer\": 900, \"driverVer\": 13000, \"smVersion\": 900, \"totalGlobalMem\": 85000000000, \
    \"cudaDeviceId\": 0, \"deviceName\": \"NVIDIA H100 80GB HBM3\"}";

fn axis(input: usize, kernel: usize, stride: usize, padding: usize, dilation: usize) -> Extent {
    let output = (input + 2 * padding - (kernel - 1) * dilation - 1) / stride + 1;
    Extent { input, output, kernel, stride, padding, dilation }
}

fn geometries() -> Vec<(&'static str, Geometry)> {
    let one = axis(1, 1, 1, 0, 1);
    let of = |groups, [in_channels, out_channels]: [usize; 2], axes| Geometry {
        batch: 4,
        groups,
        in_channels,
        out_channels,
        axes,
    };
    let even = Extent { output: 16, ..axis(16, 4, 1, 1, 1) };
    let transposed = Extent { input: 16, output: 8, kernel: 3, stride: 2, padding: 1, dilation: 1 };
    vec![
        ("3 x 3", of(1, [64, 64], [one, axis(28, 3, 1, 1, 1), axis(28, 3, 1, 1, 1)])),
        ("strided", of(1, [3, 64], [one, axis(56, 7, 2, 3, 1), axis(55, 7, 2, 3, 1)])),
        ("dilated", of(1, [16, 24], [one, axis(20, 3, 1, 2, 2), axis(21, 3, 2, 2, 2)])),
        ("grouped", of(4, [32, 64], [one, axis(14, 3, 1, 1, 1), axis(14, 3, 1, 1, 1)])),
        ("even", of(1, [8, 8], [one, even, even])),
        ("transposed", of(1, [8, 16], [one, transposed, transposed])),
        ("one dimension", of(1, [16, 32], [one, one, axis(100, 5, 1, 2, 1)])),
        ("point", of(1, [64, 256], [one, axis(14, 1, 1, 0, 1), axis(14, 1, 1, 0, 1)])),
        ("single window", of(1, [8, 8], [one, Extent { output: 1, ..axis(9, 3, 1, 0, 1) }, axis(9, 3, 1, 0, 1)])),
        ("three dimensions", of(1, [8, 16], [axis(6, 3, 1, 1, 1), axis(10, 3, 2, 1, 1), axis(10, 3, 1, 1, 1)])),
    ]
}

/// Checks that the library has a plan; the notes of its engine decide that it is one we may take.
fn check(functions: &'static Functions, device: &Descriptor, problem: &Problem, name: &str) {
    let target = Target::Described(device);
    let graph = graph(functions, target, problem).unwrap_or_else(|error| panic!("{name} {problem:?}: {error}"));
    let engines = configs(functions, target, &graph, problem).unwrap_or_else(|error| panic!("{name}: {error}"));
    let plan = engines.iter().find_map(|engine| Plan::new(functions, target, engine).ok());
    let plan = plan.unwrap_or_else(|| panic!("{name} {problem:?}: none of {} engines has a plan", engines.len()));
    assert!(plan.workspace < 1 << 30, "{name}: {}", plan.workspace);
}

#[test]
fn the_library_plans_every_kind_of_convolution() {
    let Ok(functions) = functions() else { return };
    let device = Descriptor::new(functions, kind::DEVICE).unwrap();
    device.set_text(attribute::DEVICE_TEXT, H100).unwrap();
    let device = device.finish().unwrap();
    for (name, geometry) in geometries() {
        for dtype in [DType::F32, DType::F64, DType::F16, DType::BF16] {
            for channels_last in [false, true] {
                for product in [Product::Output, Product::Input, Product::Weight] {
                    let problem = Problem::new(product, dtype, &geometry, channels_last, 0);
                    let problem = problem.unwrap_or_else(|| panic!("{name} has no problem"));
                    check(functions, &device, &problem, name);
                    if dtype == DType::F32 {
                        check(functions, &device, &Problem { tf32: false, ..problem }, name);
                    }
                }
            }
        }
    }
}
