//! Groups and workers, on CPU devices.

use std::time::Duration;

use super::workers::Work;
use super::{Backend, Reducer, Reduction, coalesce, group, is_worker, reducer, start};
use crate::{Device, DeviceKind, Result, Tensor, autograd, autograd::mode};

fn cpus(count: u8) -> Vec<Device> {
    (0..count).map(|at| Device::new(DeviceKind::Cpu, Some(at))).collect()
}

fn rows(count: usize, length: usize) -> Vec<Tensor> {
    let row = |at: usize| {
        let values: Vec<f32> = (0..length).map(|i| ((i * 7 + at * 13) % 101) as f32 / 7.0 - 5.0).collect();
        Tensor::from_slice(&values, &[length]).unwrap()
    };
    (0..count).map(row).collect()
}

fn in_order(rows: &[Tensor], mean: bool) -> Vec<f32> {
    let rows: Vec<Vec<f32>> = rows.iter().map(|row| row.to_vec().unwrap()).collect();
    let sum = |at: usize| rows[1..].iter().fold(rows[0][at], |sum, row| sum + row[at]);
    (0..rows[0].len()).map(|at| if mean { sum(at) / rows.len() as f32 } else { sum(at) }).collect()
}

#[test]
fn sums_are_taken_in_the_order_of_the_list() -> Result<()> {
    for backend in [Backend::Host, Backend::PeerCopy] {
        for length in [0, 1, 100, 50_000] {
            for (root, how) in [(0, Reduction::Sum), (2, Reduction::Sum), (1, Reduction::Mean)] {
                let buffers = rows(4, length);
                let wanted = in_order(&buffers, how == Reduction::Mean);
                let others: Vec<Vec<f32>> = buffers.iter().map(|row| row.to_vec().unwrap()).collect();
                group(&cpus(4), backend)?.reduce(&buffers, root, how)?;
                for (at, buffer) in buffers.iter().enumerate() {
                    assert_eq!(buffer.to_vec::<f32>()?, if at == root { wanted.clone() } else { others[at].clone() });
                }
            }
            let buffers = rows(3, length);
            let wanted = in_order(&buffers, false);
            group(&cpus(3), backend)?.all_reduce(&buffers, Reduction::Sum)?;
            for buffer in &buffers {
                assert_eq!(buffer.to_vec::<f32>()?, wanted);
            }
        }
    }
    Ok(())
}

#[test]
fn copies_and_rows_of_all() -> Result<()> {
    for backend in [Backend::Host, Backend::PeerCopy] {
        let (inputs, outputs) = (rows(3, 5), rows(3, 15));
        let all: Vec<f32> = inputs.iter().flat_map(|row| row.to_vec::<f32>().unwrap()).collect();
        let devices = group(&cpus(3), backend)?;
        devices.all_gather(&outputs, &inputs)?;
        for output in &outputs {
            assert_eq!(output.to_vec::<f32>()?, all);
        }
        devices.broadcast(&inputs, 1)?;
        for input in &inputs {
            assert_eq!(input.to_vec::<f32>()?, all[5..10]);
        }
    }
    Ok(())
}

#[test]
fn bad_groups_are_errors() -> Result<()> {
    let host = group(&cpus(2), Backend::Auto)?;
    assert_eq!(host.name(), "Host");
    assert!(group(&[], Backend::Auto).is_err());
    assert!(group(&cpus(2), Backend::Nccl).is_err());
    assert!(host.reduce(&[], 0, Reduction::Sum).is_err());
    assert!(host.reduce(&rows(2, 3), 2, Reduction::Sum).is_err());
    let uneven = [rows(1, 3), rows(1, 4)].concat();
    assert!(host.all_reduce(&uneven, Reduction::Sum).is_err());
    assert!(host.all_gather(&rows(2, 3), &rows(2, 3)).is_err());
    Ok(())
}

#[test]
fn tensors_travel_together() -> Result<()> {
    let tensors = [rows(1, 6)[0].view(&[2, 3])?, rows(1, 4)[0].clone(), Tensor::from_slice(&[1i64, 2], &[2])?];
    assert_eq!(coalesce::broadcast(&tensors, &cpus(1), 0)?[0].len(), 3);
    for bytes in [0, 32, 1 << 20] {
        let mirror = coalesce::Mirror::new(&tensors, &cpus(2), bytes)?;
        tensors[1].fill_(3.into())?;
        mirror.refresh(&tensors)?;
        for list in &mirror.copies {
            for (copy, tensor) in list.iter().zip(&tensors) {
                assert_eq!(copy.shape(), tensor.shape());
                assert_eq!(copy.to_dtype(crate::DType::F64)?.to_vec::<f64>()?, {
                    tensor.to_dtype(crate::DType::F64)?.to_vec::<f64>()?
                });
                assert_ne!(copy.data_ptr(), tensor.data_ptr());
            }
        }
    }
    Ok(())
}

#[test]
fn gradients_of_replicas_are_summed_to_the_first() -> Result<()> {
    let replicas: Vec<Vec<Tensor>> = (0..3).map(|_| rows(2, 5)).collect();
    for leaf in replicas.iter().flatten() {
        leaf.set_requires_grad(true)?;
    }
    let options = reducer::Options { bucket: 16, first_bucket: 16, views: true };
    let reducer = Reducer::new(replicas.clone(), options)?;
    assert_eq!(reducer.buckets(), [[1], [0]]);
    let loss = |scale: f64| -> Result<Tensor> {
        let mut sum = Tensor::zeros(&[], crate::DType::F32, Device::CPU)?;
        for (at, leaf) in replicas.iter().flatten().enumerate() {
            sum = sum.add((&leaf.sum(None)?).into(), (scale * (at + 1) as f64).into())?;
        }
        Ok(sum)
    };
    reducer.prepare(true)?;
    autograd::backward(&[loss(1.0)?], &[], Default::default())?;
    assert_eq!(replicas[0][0].grad().unwrap().to_vec::<f32>()?, [1.0 + 3.0 + 5.0; 5]);
    assert_eq!(replicas[0][1].grad().unwrap().to_vec::<f32>()?, [2.0 + 4.0 + 6.0; 5]);
    assert!(replicas[1][0].grad().is_none() && reducer.unfinished().is_empty());
    // Without sums the gradients stay where they are, until the next pass that sums.
    reducer.prepare(false)?;
    autograd::backward(&[loss(1.0)?], &[], Default::default())?;
    assert_eq!(replicas[1][0].grad().unwrap().to_vec::<f32>()?, [3.0; 5]);
    reducer.prepare(true)?;
    autograd::backward(&[loss(1.0)?], &[], Default::default())?;
    assert_eq!(replicas[0][0].grad().unwrap().to_vec::<f32>()?, [27.0; 5]);
    reducer.prepare(true)?;
    autograd::backward(&[replicas[0][0].sum(None)?], &[], Default::default())?;
    assert_eq!(reducer.unfinished(), [0, 1]);
    drop(reducer);
    autograd::backward(&[replicas[1][0].sum(None)?], &[], Default::default())?;
    assert_eq!(replicas[1][0].grad().unwrap().to_vec::<f32>()?, [1.0; 5]);
    Ok(())
}

#[test]
fn results_come_in_order_and_panics_are_caught() -> Result<()> {
    let jobs = (0..8).map(|at| {
        let work: Work<usize> = Box::new(move || {
            assert!(is_worker());
            std::thread::sleep(Duration::from_millis(8 - at as u64));
            assert!(at != 5, "number {at}");
            at
        });
        (cpus(4)[at % 4], work)
    });
    let pending = start(jobs.collect())?;
    assert!(pending.wait_for(Duration::from_secs(20)));
    for (at, result) in pending.wait().into_iter().enumerate() {
        match result {
            Ok(value) => assert_eq!(value, at),
            Err(error) => assert!(at == 5 && error.to_string().contains("number 5"), "{error}"),
        }
    }
    Ok(())
}

#[test]
fn jobs_inherit_switches_and_may_start_others() -> Result<()> {
    let inner = || -> Result<bool> {
        let work: Work<bool> = Box::new(mode::grad_enabled);
        start(vec![(Device::CPU, work)])?.wait().remove(0)
    };
    let outer = || -> Result<bool> {
        let work: Work<Result<bool>> = Box::new(inner);
        start(vec![(cpus(2)[1], work)])?.wait().remove(0)?
    };
    assert!(outer()?);
    assert!(!autograd::no_grad(outer)?);
    assert!(outer()?);
    Ok(())
}

#[test]
fn two_threads_share_the_workers() {
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for round in 0..50 {
                    let jobs = cpus(3).into_iter().map(|device| {
                        let work: Work<usize> = Box::new(move || round);
                        (device, work)
                    });
                    let results: Result<Vec<usize>> = start(jobs.collect()).unwrap().wait().into_iter().collect();
                    assert_eq!(results.unwrap(), [round; 3]);
                }
            });
        }
    });
}
