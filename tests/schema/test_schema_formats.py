"""Which texts fit which `format`."""

from cases import each_case

from mockapify.schema.formats import NUMBERS, STRINGS

FITTING = {
    "date": ["2020-02-29", "2000-02-29", "0000-01-31"],
    "time": [
        "10:20:30Z",
        "10:20:30.5z",
        "10:20:30+05:30",
        "10:20:30+0530",
        "10:20:30-05",
        "23:59:60Z",
        "00:59:60+01:00",
    ],
    "date-time": ["2020-01-01T10:20:30Z", "2020-01-01t10:20:30z", "2020-01-01\u00a010:20:30+01"],
    "iso-time": ["10:20:30", "10:20:30Z"],
    "iso-date-time": ["2020-01-01T10:20:30", "2020-01-01 10:20:30Z"],
    "duration": ["P1Y2M3DT4H5M6S", "P4W", "PT1H", "P0D"],
    "email": ["a.b+c@x-y.co", "_@A.B", "!#$%&'*+/=?^_`{|}~-@a.b"],
    "hostname": ["a", "a.b.", "x" * 63, ".".join(["a" * 49] * 5) + ".abc.", "xn--a"],
    "ipv4": ["0.0.0.0", "255.255.255.255"],
    "ipv6": ["::", "::1", "1:2:3:4:5:6:7::", "1:2:3:4:5:6:1.2.3.4", "1::8", "ABCD::"],
    "uri": [
        "http://",
        "http://a/b?c#d",
        "mailto:a@b",
        "urn:x:y",
        "http:/a",
        "a:/",
        "http://[::1]:80/",
        "http://[v1.a]/",
    ],
    "uri-reference": ["", "#a", "/a", "a/b", '"', "?q", "//h:1"],
    "uri-template": ["", "a{b}", "{+x,y*}", "{a:10}", "é", "%20"],
    "url": ["http://a.bc", "https://foo.com:80/x?y", "ftp://8.8.8.8", "http://é.com"],
    "uuid": ["12345678-90AB-cdef-1234-567890abcdef", "urn:uuid:12345678-90ab-cdef-1234-567890abcdef"],
    "json-pointer": ["", "/", "/a~0~1/b"],
    "json-pointer-uri-fragment": ["#", "#/a%20b/~1"],
    "relative-json-pointer": ["0", "1#", "10/a"],
    "byte": ["", "AAAA", "AA==", "AAA=", "no base64\nAAAA"],
    "regex": ["", "^a{2}$", "(?<n>a)\\k<n>", "\\_", "\\Z"],
}
OTHERS = {
    "date": [
        "2021-02-29",
        "1900-02-29",
        "2020-13-01",
        "2020-00-01",
        "2020-01-00",
        "20-01-01",
        "٢٠٢٠-01-01",
        "2020-01-01\n",
    ],
    "time": ["10:20:30", "24:00:00Z", "10:60:00Z", "22:59:60Z", "10:20:30+24:00", "10:20:30.Z", "23:59:61Z"],
    "date-time": ["2020-01-01T10:20:30", "2020-01-01TT10:20:30Z", "2020-02-30T10:20:30Z", "2020-01-01"],
    "iso-time": ["10:20"],
    "iso-date-time": ["2020-01-01"],
    "duration": ["P", "PT", "P1YT", "P1W1D", "P1.5D", "1Y", "P1H"],
    "email": ["a@b", '"a"@b.c', "a@[1.2.3.4]", ".a@b.c", "é@b.c", "a@b.c\n"],
    "hostname": ["", "-a", "a-", "a..b", "x" * 64, "a_b", ".".join(["a" * 49] * 5) + ".abcd", "é"],
    "ipv4": ["256.1.1.1", "01.2.3.4", "1.2.3", "1.2.3.4\n"],
    "ipv6": ["", "1:2:3:4:5:6:7", "::1%eth0", "1::2::3", "::1.2.3.04", "1:2:3:4:5:6:7:8::", "12345::"],
    "uri": ["", "http:", "//a", "a", "http://é/", "http://a b", "http://a/%zz", 'http://a/"', "http://[1::2::3]/"],
    "uri-reference": ["é", "a b", "%", "\\"],
    "uri-template": ["{", "}", "{a:0}", "a b", "{|}"],
    "url": [
        "http://localhost",
        "http://10.1.2.3",
        "http://192.168.0.1",
        "http://a.b",
        "http://x.yz/ a",
        "mailto:a@b.cc",
    ],
    "uuid": ["12345678-90ab-cdef-1234-567890abcde", "1234567890abcdef1234567890abcdef"],
    "json-pointer": ["a", "/~2", "/~"],
    "json-pointer-uri-fragment": ["", "/a", "#a", "#/ "],
    "relative-json-pointer": ["", "01", "-1", "/a", "0a"],
    "byte": ["A", "AAA", "A===", "AA=A"],
    "regex": ["[", "a**", "a\\Z", "(?<n>a)(?<n>b)"],
}


@each_case(("name", "text"), [(name, text) for name, texts in FITTING.items() for text in texts])
def test_fits(name, text):
    assert STRINGS[name](text)


@each_case(("name", "text"), [(name, text) for name, texts in OTHERS.items() for text in texts])
def test_does_not_fit(name, text):
    assert not STRINGS[name](text)


def test_every_format_of_texts_is_tried_both_ways():
    assert set(FITTING) == set(OTHERS) == set(STRINGS)


@each_case(
    ("name", "fitting", "others"),
    [("int32", [0, -(2**31), 5.0], [2**31, 0.5]), ("int64", [2**70, 1e300, -1], [0.5])],
)
def test_whole_numbers(name, fitting, others):
    assert all(map(NUMBERS[name], fitting))
    assert not any(map(NUMBERS[name], others))
