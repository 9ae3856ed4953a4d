"""The command build."""

import pytest

from instc.errors import WriteError


def test_build_into_no_folder_is_refused_before_any_work(cli, tmp_path):
    answer = cli("build", "--out", str(tmp_path / "no"))
    assert answer.code == 2
    assert f"{tmp_path / 'no'}: there is no such folder" in answer.err
    build = pytest.importorskip("instc.build").build
    with pytest.raises(WriteError, match="the folder does not exist"):
        build(out=tmp_path / "no")
