using K8sRouter.Sidecar.Capture;

namespace K8sRouter.Sidecar.Tests.Capture;

public sealed class FinishReasonsTests
{
    [Theory]
    [InlineData("stop", "stop")]
    [InlineData("eos", "stop")]
    [InlineData("COMPLETE", "stop")]
    [InlineData("end_turn", "stop")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("something new", "stop")]
    [InlineData("length", "length")]
    [InlineData("max_tokens", "length")]
    [InlineData("MAX_TOKENS", "length")]
    [InlineData("model_length", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("tool_calls", "tool_calls")]
    [InlineData("tool_use", "tool_calls")]
    [InlineData("function_call", "tool_calls")]
    [InlineData("content_filter", "content_filter")]
    [InlineData("refusal", "content_filter")]
    [InlineData("SAFETY", "content_filter")]
    [InlineData("error", "error")]
    [InlineData("abort", "error")]
    [InlineData("", null)]
    [InlineData(" ", null)]
    [InlineData("null", null)]
    [InlineData("None", null)]
    [InlineData("FINISH_REASON_UNSPECIFIED", null)]
    public void Every_reason_becomes_one_of_the_apis_five_or_none(string native, string? expected) =>
        Assert.Equal(expected, FinishReasons.Normalize(native));
}
