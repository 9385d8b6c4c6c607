using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Tests.Generations;

public sealed class TraceParentTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";

    [Theory]
    [InlineData("01", true, "01")]
    [InlineData("00", false, "00")]
    [InlineData("03", true, "01")]
    [InlineData("fe", false, "00")]
    public void A_well_formed_header_is_read_and_of_its_flags_the_one_that_counts(string flags, bool sampled, string passedOn)
    {
        var parsed = TraceParent.Parse($"00-{Trace}-{Span}-{flags}");

        Assert.Equal(new TraceParent(Trace, Span, sampled), parsed);
        Assert.Equal($"00-{Trace}-{Span}-{passedOn}", parsed.ToString());
    }

    [Theory]
    [InlineData("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-brings")]
    public void Of_a_later_version_what_is_known_is_read(string header) =>
        Assert.Equal($"00-{Trace}-{Span}-01", TraceParent.Parse(header).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more")]
    [InlineData("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more")]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("0g-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x")]
    [InlineData("00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e473-600f067aa0ba902b7-01")]
    [InlineData("00-my prompt is thirty-two letters-00f067aa0ba902b7-01")]
    public void Anything_else_is_passed_over(string? header) => Assert.Null(TraceParent.Parse(header));
}
