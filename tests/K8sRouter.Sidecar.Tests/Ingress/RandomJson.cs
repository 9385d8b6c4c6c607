using FsCheck;
using FsCheck.Fluent;

namespace K8sRouter.Sidecar.Tests.Ingress;

/// <summary>Random JSON text, with every way of writing it.</summary>
internal static class RandomJson
{
    private static readonly Gen<string> Space = Gen.Elements("", "", "", " ", "\n", "\t \r\n");

    private static readonly Gen<string> Strings = Gen.Elements(
        "\"\"", "\"a\"", "\"Grüße €\"", "\"\\\"\"", "\"\\\\\"", "\"a\\nb\\u0041\"", "\"\\ud83d\\ude00\"", "\"[DONE]\"", "\"}{][,:\"", "\"\\/\"", "\"\u2028\"");

    private static readonly Gen<string> Scalars = Gen.OneOf(
        Strings,
        Gen.Elements("null", "true", "false", "0", "-0", "1", "-1.5", "1e5", "1E-5", "0.10", "123456789012345678901234567890", "1.0e+400"));

    /// <summary>Keys, quoted; among them owned ones and spelt ones.</summary>
    public static readonly Gen<string> Keys = Gen.Elements(
        "\"a\"", "\"b\"", "\"\"", "\"c d\"", "\"model\"", "\"mod\\u0065l\"", "\"provider\"", "\"messages\"", "\"user\"", "\"stream\"", "\"temperature\"",
        "\"tools\"", "\"ü\"", "\"x\\ny\"", "\"Model\"", "\"stream_options\"", "\"zz_unknown_member_name_that_is_rather_long_indeed\"");

    public static readonly Gen<string> Values = Gen.Sized(size => Value(Math.Min(size, 4)));

    public static readonly Gen<(string Key, string Value)> Members = from key in Keys from value in Values select (key, value);

    public static readonly Gen<string> Objects =
        from members in Members.ArrayOf().Resize(6)
        from spaces in Space.ArrayOf(5)
        select spaces[0] + "{" + spaces[1]
            + string.Join(spaces[2] + "," + spaces[3], members.Select(m => m.Key + spaces[3] + ":" + spaces[1] + m.Value)) + spaces[2] + "}" + spaces[4];

    private static Gen<string> Value(int depth) => depth <= 0
        ? Scalars
        : Gen.Frequency(
            (3, Scalars),
            (1, from items in Value(depth - 1).ArrayOf().Resize(3) from space in Space select "[" + space + string.Join("," + space, items) + "]"),
            (1, from keys in Keys.ArrayOf().Resize(3)
                from items in Value(depth - 1).ArrayOf(keys.Length)
                from space in Space
                select "{" + string.Join("," + space, keys.Zip(items, (k, v) => k + space + ":" + v)) + space + "}"));
}
