"""Operations that have no case of their own name in tests/op_cases, and why."""

from __future__ import annotations

ABSENT = {
    **{name: "elements are whatever was in memory" for name in ("empty", "empty_like", "empty_strided", "new_empty")},
    **{
        name: "called through nn.functional with inplace=True"
        for name in ("hardsigmoid_", "hardswish_", "mish_", "silu_")
    },
    **{
        name: "F.interpolate"
        for name in (
            "_upsample_bicubic2d_aa",
            "_upsample_bilinear2d_aa",
            "_upsample_lanczos2d_aa",
            "_upsample_nearest_exact1d",
            "_upsample_nearest_exact2d",
            "_upsample_nearest_exact3d",
            "upsample_bicubic2d",
            "upsample_bilinear2d",
            "upsample_linear1d",
            "upsample_nearest1d",
            "upsample_nearest2d",
            "upsample_nearest3d",
            "upsample_trilinear3d",
        )
    },
    "affine_grid_generator": "F.affine_grid",
    "grid_sampler": "F.grid_sample",
    "cross_entropy_loss": "F.cross_entropy",
    "embedding_renorm_": "F.embedding with max_norm",
    "nll_loss2d": "F.nll_loss of four dimensions, by a name that only torch._C has",
    "nll_loss_nd": "F.nll_loss",
    **{
        name: "draws random numbers: tests/test_random.py"
        for name in (
            "_sample_dirichlet",
            "_standard_gamma",
            "bernoulli",
            "bernoulli_",
            "binomial",
            "cauchy_",
            "exponential_",
            "geometric_",
            "log_normal_",
            "multinomial",
            "normal",
            "normal_",
            "poisson",
            "rand",
            "rand_like",
            "randint",
            "randint_like",
            "randn",
            "randn_like",
            "random_",
            "randperm",
            "uniform_",
        )
    },
    **{
        name: "draws random numbers: tests/test_dropout.py"
        for name in (
            "alpha_dropout",
            "alpha_dropout_",
            "dropout",
            "dropout_",
            "feature_alpha_dropout",
            "feature_alpha_dropout_",
            "feature_dropout",
            "feature_dropout_",
            "native_dropout",
            "native_dropout_backward",
            "rrelu",
            "rrelu_",
        )
    },
    **{
        name: "a step of an optimizer: tests/test_optim.py"
        for name in ("_adadelta_step", "_adagrad_step", "_adam_step", "_rmsprop_step", "_sgd_step")
    },
    **{
        name: "nn.utils.clip_grad: tests/test_nn_utils.py"
        for name in ("_limit_", "_norms", "_scale_", "_scale_by_", "_total_norm")
    },
    "_amp_foreach_non_finite_check_and_unscale_": "amp.GradScaler: tests/test_amp.py",
    "_unique2": "torch.unique",
    "alias": "detach without its end of the graph; only the core calls it",
    "col2im": "F.fold",
    "im2col": "F.unfold",
    "linalg_vector_norm": "torch.linalg.vector_norm",
    "log_sigmoid": "F.logsigmoid",
    "log_sigmoid_": "F.logsigmoid has no such form",
    "slice": "indexing with slices",
    "index": "indexing with tensors",
    "nonzero_numpy": "nonzero with as_tuple=True",
    **{f"reflection_pad{dims}d": "F.pad" for dims in (1, 2, 3)},
    **{f"replication_pad{dims}d": "F.pad" for dims in (1, 2, 3)},
    "linalg_cross": "torch.cross",
    "unique_dim": "torch.unique with dim",
}
