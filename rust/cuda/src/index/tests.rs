use flambeau_cpu::index::{IndexTensor, Indices, View};

use super::{Places, Strides, pack};

fn rows<'a>(operand: &[isize], shape: &[usize]) -> Places<'a> {
    let index = View { data: std::ptr::null(), strides: &[1, 0] };
    Places::along(0, shape, operand, 100, index, false)
}

#[test]
fn rows_of_neighbours_are_moved_in_packs() {
    let packed = |operand: [isize; 2], shape: [usize; 2], out: [isize; 2], address: usize, size: usize| {
        let (mut places, mut strides) = (rows(&operand, &shape), Strides::from_slice(&out));
        let bytes = pack(&mut places, &mut strides, address as *const u8, 64 as *const u8, size);
        (bytes, places.shape[1], places.indices[0].stride, strides[0])
    };
    assert_eq!(packed([8, 1], [5, 8], [8, 1], 64, 4), (16, 2, 2, 2));
    assert_eq!(packed([6, 1], [5, 6], [6, 1], 64, 4), (8, 3, 3, 3));
    assert_eq!(packed([7, 1], [5, 7], [7, 1], 64, 4), (4, 7, 7, 7));
    assert_eq!(packed([8, 1], [5, 8], [8, 1], 68, 4), (4, 8, 8, 8));
    assert_eq!(packed([1, 100], [5, 8], [8, 1], 64, 4), (4, 8, 1, 8));
    assert_eq!(packed([8, 1], [5, 8], [8, 1], 64, 16), (16, 8, 8, 8));
}

#[test]
fn what_positions_can_name() {
    assert_eq!(rows(&[8, 1], &[5, 8]).span(&[true, false]), (0, 99 * 8));
    assert_eq!(rows(&[-8, 1], &[5, 8]).span(&[true, true]), (-99 * 8, 7));
    let tensors = [(0, 4, 6), (1, 6, 1)].map(|(dim, size, stride)| IndexTensor {
        data: std::ptr::null(),
        strides: &[1],
        dim,
        size,
        stride,
    });
    let both = Indices::PerDim { shape: &[9], tensors: &tensors };
    assert_eq!(Places::advanced(&both, &[], &[]).span(&[true]), (0, 23));
    let index = View { data: std::ptr::null(), strides: &[1] };
    let flat = Indices::Linear { shape: &[9], index, operand_shape: &[4, 6], operand_strides: &[1, 4] };
    assert_eq!(Places::advanced(&flat, &[], &[]).span(&[true]), (0, 23));
}
