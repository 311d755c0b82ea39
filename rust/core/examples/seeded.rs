//! Trains a small network from a seed and prints the bytes of the losses and parameters, for tests/test_cross_language.py,
//! which does the same in Python and compares.

use flambeau::data::{DataLoader, TensorDataset};
use flambeau::nn::{self, Module};
use flambeau::optim::{Adam, Optimizer, Sgd};
use flambeau::{DType, Device, Tensor, autograd, ops, random};

fn show(name: &str, tensor: &Tensor) -> flambeau::Result<()> {
    let bytes: String = tensor.to_vec::<f32>()?.iter().map(|value| format!("{:08x}", value.to_bits())).collect();
    println!("{name} {bytes}");
    Ok(())
}

fn train(name: &str, make: fn(Vec<Tensor>) -> Box<dyn Optimizer>) -> flambeau::Result<()> {
    random::manual_seed(7);
    let images = Tensor::empty(&[40, 1, 8, 8], DType::F32, Device::CPU)?;
    images.normal_(0.0, 1.0, None)?;
    let labels = Tensor::empty(&[40], DType::I64, Device::CPU)?;
    labels.random_from_(0, Some(5), None)?;
    let net = nn::Sequential::new()
        .add(nn::Conv2d::new(1, 4, 3, 1)?)
        .add(nn::Relu)
        .add(nn::MaxPool2d(2))
        .add(nn::Flatten)
        .add(nn::Dropout::new(0.25))
        .add(nn::Linear::new(64, 16)?)
        .add(nn::Relu)
        .add(nn::Linear::new(16, 5)?);
    let mut optimizer = make(net.parameters());
    // Worker threads change nothing.
    let loader = DataLoader::new(TensorDataset::new(vec![images, labels])?).batch_size(16).shuffle(true).workers(2);
    for _ in 0..2 {
        for batch in loader.iter()? {
            let batch = batch?;
            optimizer.zero_grad();
            let loss = ops::cross_entropy_loss(&net.forward(&batch[0])?, &batch[1], None, 1, -100, 0.0)?;
            autograd::backward(std::slice::from_ref(&loss), &[], Default::default())?;
            optimizer.step()?;
            show(&format!("{name}.loss"), &loss)?;
        }
    }
    net.named_parameters().iter().try_for_each(|(parameter, tensor)| show(&format!("{name}.{parameter}"), tensor))
}

fn main() -> flambeau::Result<()> {
    train("sgd", |parameters| Box::new(Sgd::new(parameters, 0.05).momentum(0.9)))?;
    train("adam", |parameters| Box::new(Adam::new(parameters, 0.01)))
}
