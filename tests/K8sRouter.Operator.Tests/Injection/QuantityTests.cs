using K8sRouter.Operator.Injection;

namespace K8sRouter.Operator.Tests.Injection;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("100m", 0.1)]
    [InlineData("0.5", 0.5)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("+1", 1)]
    [InlineData("1Ki", 1024)]
    [InlineData("1.5Gi", 1610612736)]
    [InlineData("1k", 1000)]
    [InlineData("2e3", 2000)]
    [InlineData("2E3", 2000)]
    [InlineData("1E", 1e18)]
    [InlineData("250u", 0.00025)]
    public void Amounts_are_read_as_Kubernetes_reads_them(string text, double amount)
    {
        Assert.True(Quantity.TryParse(text, out var read));
        Assert.Equal(amount, (double)read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("m")]
    [InlineData(".")]
    [InlineData("-1")]
    [InlineData("1 Gi")]
    [InlineData(" 1")]
    [InlineData("1K")]
    [InlineData("1gi")]
    [InlineData("1GB")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("1e3Mi")]
    [InlineData("9999999Ei")]
    [InlineData("1e30")]
    [InlineData("99999999999999999999999999999999999999999999")]
    public void What_is_none_isnt_guessed(string? text) => Assert.False(Quantity.TryParse(text, out _));
}
