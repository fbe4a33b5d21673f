/**
 * Small files as Python's `bz2` and `lzma` write them, for tests that run without Python.
 *
 *     text = "".join('{"uniqueKey":"%d","content":"第%d篇：落霞与孤鹜齐飞，秋水共长天一色。%s"}\n' % (i, i, "渔舟唱晚" * (i % 7)) for i in range(40)).encode()
 *     half = text.index(b"\n", len(text) // 2) + 1
 */

function bytes(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join(""), "base64");
}

export const poemLines = Array.from(
  { length: 40 },
  (_, index) =>
    `{"uniqueKey":"${index}","content":"第${index}篇：落霞与孤鹜齐飞，秋水共长天一色。${"渔舟唱晚".repeat(index % 7)}"}\n`,
).join("");

/** `bz2.compress(text[:half], 1) + bz2.compress(text[half:], 9) + bytes(8)` */
export const poemBzip2 = bytes(
  "QlpoMTFBWSZTWaP2WlIAAUZd+QAQEAR/8AAICiGmKlLtRjWMpvRmj+DAAamAthlUDZ6qAAGhoAAAAA2kBmlUhoYTIDCGjTCMhkDR",
  "iGATVVRplGmgyBo8UaaNAGCYnqPJNPaUOYBNMAmQwABMEwAAB8giSJTzGqXMmzmpJJJKeQRZIIsEEUSCHyCsPWNA2g4GmuZNqvWy",
  "SFBUAAAAAAFFFFFJFCEIQhJFJFJImmuppoaWdLeS4UsqWJLGlmSypZksclnS3UsiWdLbS1JaEuJL+pdaWukupLUlkSxJdqWQGIGC",
  "WsH5B3ksSXcl1paEuYG4lupaUsEtKXEltpbiW0l4UtAOlLqS7UsJLGDeS2SW0lpS1Ja0v8l3JYJawbEsEtgMEXwn8jBMASBg0DBA",
  "kCAGAge0gjOQRE747tDC701kTGJ5qaxXySTwIIoEEUiDcyWZL5JfZLKlsS/4u5IpwoSFH7LSkEJaaDkxQVkmU1loC29NAAEwXfkA",
  "EBAEf/AACAohpipS7UY1jKb0Zo/gwAGpwFsMpQ029VDQANAAAAGgBiA0/VVT9SBoAADQNAGQABoAcwCaYBMhgACYJgAAAUqpNMhN",
  "ANNNHimgGg0aDI9R5Jm0o+SA5Ldapk2c88kkkkp5IFkkCwSBRJAfJAz7qUSisiqk1KqTPmgDG7AAAtYtYAAC1gIiIiALSo5KMVGi",
  "jho5KM1GOjJRnozUZ6MijRRwUZaNFG5Rro00emj/UdVGyodNGujLRjo66MpLGSwo2EvyS3qMdHZR1UaaOglu0cFGqjCjVR6qNyjd",
  "oxUd2jSS/FHTR10YKMhLho2qMVGqjXRso7aOyjCjYS20YUn9JUr9qpPDxVCoUSEhCilIQYxg/EgaCQIvUPb3D4jijSdSSa3AAQeJ",
  "IFAkClR0UZ6Oaj50ZqNtH/F3JFOFCQaAtvTQAAAAAAAAAAA=",
);

/** `lzma.compress(text[:half]) + bytes(8) + lzma.compress(text[half:], check=lzma.CHECK_SHA256) + lzma.compress(b"", check=lzma.CHECK_CRC32)` */
export const poemXz = bytes(
  "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ApWAP9dAD2Iiqcj2qSYlKcaPQ1M7BgJ7M2OZBxNim1S1zeMmKGVyFDLpCwRsmUlZ0CQ",
  "7DrjfTZWk76xJSYKVzjN5ZNu9m/hINYh38svdpv9zN0LG0GEpB8VarpNlkRyIdJjf3zGSUjdfq/h6X38q5go++Ej1LZN/7ecPxrL",
  "Om3I7dHmpWX0k965rBsQaKvTsnvWQtwX+ZHUbzVQ6r8LQSDQ6t7EAivXZqSTy2ahdQ5oD3nxWpiw1q358lkPb7DNT/qYAzTQmDgp",
  "eg0X3ve77oKd3sbbaHbm2kw3Uz4uh9gRmWEpvHQitUEILILjqPhh4jV5wydFd5671UyIOQkuUA3CM+N1twAAqjrh7XIrFfIAAZsC",
  "1xQAALHrmG6xxGf7AgAAAAAEWVoAAAAAAAAAAP03elhaAAAK4fsMoQIAIQEWAAAAdC/lo+AJMADtXQA9iIqnI9qkmJSnGj0NTOwY",
  "LrPmsqGTKOYuPFJY347yeuBFWPOvTkwbwvJSsi3oKvXMvh/vcYqX3zvG6OeQe1aUxVVgLnbFUg+EtF+qLld06drV2BidXrLJ1ErR",
  "Q9wQ+kVBU3zFSbFWiWBaPmhI5tCbFZ/LtcN5WI0Ujx9yDBaDOFoXxTZ/Vsr4V9c56AiaR0Q/JGBvG+NLo0gIyjodbXeNokapn8C1",
  "VfDefyzOQjgu06SzqjPHCOr0HkaD0/gzXSBT7qShM+JgKV/jxNxTqH+jhxget3ISMGVucbJGOE2J9xw8iXgOSMUVOeaVMQAAAAAA",
  "+GYwnRFPfnkv/wIGTGgMWXNKCODeLaBEyhZvS/whMc8AAaECsRIAABcbudG26d8cAgAAAAAKWVr9N3pYWgAAAWki3jYAAAAAHN9E",
  "IZBCmQ0BAAAAAAFZWg==",
);

/** `lzma.compress(text, check=lzma.CHECK_CRC32, filters=[{"id": lzma.FILTER_LZMA2, "preset": 1, "lc": 0, "lp": 3, "pb": 1, "dict_size": 4096}])` */
export const poemXzOtherContexts = bytes(
  "/Td6WFoAAAFpIt42AgAhAQAAAAA3J5fW4BOHAWRIAD2IixxTbmLXkdBnJpRq0Ypc4WtRobNTpATXhpo3hpAVYkJjvbKjzFvXB2Rd",
  "DEeVFwLdCMjl0OM7SnW7LVyDNJp2N3AykLihKH9lJCLGB1KltIJtsgDtE5Ff5U2ZhOg5kvYop5sbX3g5UpjQiCaiX52TkpaZDTzH",
  "UUG0XT/a3gqPoRdfoILGlfdxobdxQ8kHwN+D77y9+0lItPf7GehcNQkme/k6fiCuaZIp/d57rutCy4+BSgMVjQfWUmG+0Do4R0lu",
  "TT6ShHJuRwRkoitcoeMwf+V1TUPZhHQLepJ5PtVa+8PggoeGCm1qMkEo8V38QIFOwfNo1egJDP3vIiU2y1F+1UzAS2JBFp67oMkK",
  "gZ+z+KDhFubsSDItDzPKQ1ZFSKbruTHzRYRcv+kGASx093Wn73Vl2gBkx9tjEgawocE3iD7HEAB5BySuJsWj5/tXA34Ojvw5TDD5",
  "rWL7L1Np4nPITLDPAG+pUtcAAfwCiCcAAG6QKs4+MA2LAgAAAAABWVo=",
);

/** `bz2.compress(bytes(5_000_000))` */
export const zerosBzip2 = bytes("QlpoOTFBWSZTWabi8/QAJkvAAsAACAAACCAAMMwFKaapEUbAoijxdyRThQkKbi8/QA==");

/** `lzma.compress(bytes(5_000_000))` */
export const zerosXz = bytes(
  "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj//8RAWxdAABv/f//o7f/Rz5IFXI5YVG4kijmo4YH+e7kHoLTL8U6PAFLsX7JiopNL6MN",
  "2X+m44wjEVPgWRjFdYrid/i2lH8MasDedElk4ulcU7IE2PdEDKtfDW1G6eXDdoi3llestk3haR1v+0uIEGxCy4g/XACP0E6vJiiU",
  "cR89jyThcJ6nI1/sKMuF0ZWYin4qkfIndfcZwAaYTZj92K/VkA/EJVP49ZE2MQWlsO5vwXBNRwzRkRGqrWAdus6xJxhcWYbpZlJY",
  "vul2rFnk5VsFCPnH2q38+1IrdM0eWyBC+d1TPfgpZAk7gMsqbN+1O/DEvS5fqg8+S2ZCkBMO/xCT+HF4WfgLzf+VKEYPqfx83vua",
  "MC5WwI+F84OBwGXEJVP49ZE2MQWlsO5vwXBNRwzRkRGqrWAdus6xJxhcWYbpZlJYvul2rFnk5VsFCPnH2q38+1IrdM0eWyBC+d1T",
  "PfgpZAk7gMsqbN+1O/DEvEgn5lif/xABKwDsc1On/b6ufDEan7eNMW5wnqcjX+woy4XRlZiKfiqR8id19xnABphNmP3Yr9WQD8Ql",
  "U/j1kTYxBaWw7m/BcE1HDNGREaqtYB26zrEnGFxZhulmUli+6XasWeTlWwUI+cfarfz7Uit0zR5bIEL53VM9+ClkCTuAyyps37U7",
  "8MS9Ll+qDz5LZkKQEw7/EJP4cXhZ+AvN/5UoRg+p/Hze+5owLlbAj4Xzg4HAZcQlU/j1kTYxBaWw7m/BcE1HDNGREaqtYB26zrEn",
  "GFxZhulmUli+6XasWeTlWwUI+cfarfz7Uit0zR5bIEL53VM9+ClkCTuAyyps37U78MS9Ll+qDz5LZkKQEw7/EJP4cXhZ+AvN/5Uo",
  "Rg+p/Hze+5owLlbAj4Xzg4HAZcQlUQ8/soxNHAB2AOxzU6f9vq58MRqft40xbnCepyNf7CjLhdGVmIp+KpHyJ3X3GcAGmE2Y/div",
  "1ZAPxCVT+PWRNjEFpbDub8FwTUcM0ZERqq1gHbrOsScYXFmG6WZSWL7pdqxZ5OVbBQj5x9qt/PtSK3TNHlsgQvndUz34JTrfpQAA",
  "AAAA6qfsfKnlHV4AAbUGwJaxAip3EZqxxGf7AgAAAAAEWVo=",
);

/** `lzma.compress(text[:100], filters=[{"id": lzma.FILTER_DELTA, "dist": 4}, {"id": lzma.FILTER_LZMA2, "preset": 1}])` */
export const deltaXz = bytes(
  "/Td6WFoAAATm1rRGAgEDAQMhARCiKhIVAQBjeyJ1bu5PAPfi9AS97723APIAM01CUgL/Bq7VtHOKcg4AA9u/1ethoQFPtA4nz/JH",
  "yexb1O9F1NdNuuFf0+lJuM9ayQ1anwE1sDo0uxQl09w/pfpjmPlwmor5APhk7k8A9+L0BAA9k60z6nRwvwABfGSQJtPpH7bzfQEA",
  "AAAABFla",
);
