using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using K8sRouter.Crds.Reading;

namespace K8sRouter.Crds.Tests.Reading;

/// <summary>The expected values are what kubectl's YAML reader makes of the same text.</summary>
public sealed class YamlScalarTests
{
    [Theory]
    [InlineData("true", "true")]
    [InlineData("Yes", "true")]
    [InlineData("on", "true")]
    [InlineData("NO", "false")]
    [InlineData("off", "false")]
    [InlineData("null", "null")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("30", "30")]
    [InlineData("-7", "-7")]
    [InlineData("+7", "7")]
    [InlineData("1_000", "1000")]
    [InlineData("0x1F", "31")]
    [InlineData("0b101", "5")]
    [InlineData("0o17", "15")]
    [InlineData("017", "15")]
    [InlineData("089", "89")]
    [InlineData("0.1", "0.1")]
    [InlineData("1.0", "1")]
    [InlineData("1e3", "1000")]
    [InlineData("2026-08-15", "\"2026-08-15\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("12:30", "\"12:30\"")]
    [InlineData("trUe", "\"trUe\"")]
    [InlineData("-", "\"-\"")]
    [InlineData("0xZZ", "\"0xZZ\"")]
    public void A_plain_scalar_has_the_type_that_kubectl_gives_it(string text, string json) =>
        Assert.Equal(json, YamlScalars.ToJson(new YamlScalar(text, Quoted: false, 1))?.ToJsonString() ?? "null");

    [Theory]
    [InlineData("true")]
    [InlineData("30")]
    [InlineData("")]
    public void A_quoted_scalar_is_text(string text) =>
        Assert.Equal(text, YamlScalars.ToJson(new YamlScalar(text, Quoted: true, 1))!.GetValue<string>());

    [Fact]
    public void Every_whole_number_survives() =>
        Prop.ForAll<long>(number =>
        {
            if (number != long.MinValue)
                Assert.Equal(number, YamlScalars.ToJson(new YamlScalar(number.ToString(CultureInfo.InvariantCulture), false, 1))!.GetValue<long>());
        }).QuickCheckThrowOnFailure();
}
