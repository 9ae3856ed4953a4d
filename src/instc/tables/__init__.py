"""What people write: tables read and checked, the numbers that price links, the names of places."""

from instc.lazily import names_of

__getattr__, __dir__ = names_of(
    __name__,
    {
        "data_dir": "schema",
        "read_table": "schema",
        "read_tables": "schema",
        "table_names": "schema",
        "Consignment": "parameters",
        "load_parameters": "parameters",
        "join_tables": "user_tables",
    },
    was=["schema"],
)
