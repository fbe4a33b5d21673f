"""Rows of tables as JSON, value by value as the readers of wudao-corpus give them."""
import base64, datetime, decimal, json, math, sys
import pyarrow as pa
import pyarrow.parquet as pq


def whole(value):
    return value if abs(value) < 2**53 or value == -(2**53) else str(value)


def clock(value, unit):
    per, digits = {"s": (1, 0), "ms": (10**3, 3), "us": (10**6, 6), "ns": (10**9, 9)}[unit]
    seconds, fraction = divmod(value, per)
    text = "%02d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)
    return text if digits == 0 else "%s.%0*d" % (text, digits, fraction)


def plain(scalar):
    t = scalar.type
    if pa.types.is_dictionary(t):
        return plain(scalar.dictionary_decode()) if hasattr(scalar, "dictionary_decode") else plain(scalar.value)
    if isinstance(scalar, pa.ExtensionScalar):
        return None if scalar.value is None else plain(scalar.value)
    if pa.types.is_run_end_encoded(t):
        return plain(scalar.value)
    if not scalar.is_valid:
        return None
    if pa.types.is_union(t):
        return plain(scalar.value)
    if pa.types.is_boolean(t):
        return scalar.as_py()
    if pa.types.is_integer(t):
        return whole(scalar.as_py())
    if pa.types.is_floating(t):
        value = float(scalar.as_py())
        if math.isnan(value):
            return "NaN"
        # JSON text of JavaScript has no -0.
        return ("Infinity" if value > 0 else "-Infinity") if math.isinf(value) else value + 0.0
    if pa.types.is_decimal(t):
        return format(scalar.as_py(), "f")
    if pa.types.is_date32(t):
        days = scalar.value
        return str(datetime.date(1970, 1, 1) + datetime.timedelta(days)) if -719162 <= days <= 2932896 else days
    if pa.types.is_date64(t):
        days = scalar.value // 86400000
        return str(datetime.date(1970, 1, 1) + datetime.timedelta(days)) if -719162 <= days <= 2932896 else days
    if pa.types.is_timestamp(t):
        per = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[t.unit] * 86400
        days, rest = divmod(scalar.value, per)
        if not -719162 <= days <= 2932896:
            return whole(scalar.value)
        return "%sT%s%s" % (datetime.date(1970, 1, 1) + datetime.timedelta(days), clock(rest, t.unit), "" if t.tz is None else "Z")
    if pa.types.is_time(t):
        return clock(scalar.value, t.unit)
    if pa.types.is_duration(t):
        return whole(scalar.value)
    if pa.types.is_interval(t):
        value = scalar.as_py()
        return {"months": value.months, "days": value.days, "nanoseconds": whole(value.nanoseconds)}
    if pa.types.is_binary(t) or pa.types.is_large_binary(t) or pa.types.is_fixed_size_binary(t) or pa.types.is_binary_view(t):
        return {"base64": base64.b64encode(scalar.as_py()).decode()}
    if pa.types.is_struct(t):
        return {f.name: plain(scalar[i]) for i, f in enumerate(t)}
    if pa.types.is_map(t):
        pairs = [(plain(item["key"]), plain(item["value"])) for item in scalar.values] if scalar.values is not None else []
        return {key if isinstance(key, str) else json.dumps(key): value for key, value in pairs}
    if hasattr(scalar, "values"):
        return [plain(item) for item in scalar.values]
    return scalar.as_py()


def table(path):
    with open(path, "rb") as file:
        head = file.read(6)
    if head[:4] == b"PAR1":
        return pq.read_table(path, page_checksum_verification=True, binary_type=None)
    if head == b"ARROW1":
        return pa.ipc.open_file(path).read_all()
    return pa.ipc.open_stream(path).read_all()


answers = []
for path in json.load(sys.stdin)["paths"]:
    try:
        rows = table(path)
        columns = [[plain(v) for v in column] for column in rows.columns]
        out = [dict(zip(rows.column_names, row)) for row in zip(*columns)] if columns else [{}] * rows.num_rows
        answers.append({"path": path, "rows": out})
    except Exception as error:
        answers.append({"path": path, "error": "%s: %s" % (type(error).__name__, error)})
print(json.dumps(answers))
