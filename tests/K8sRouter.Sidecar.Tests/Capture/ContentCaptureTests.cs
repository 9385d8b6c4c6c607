using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;

namespace K8sRouter.Sidecar.Tests.Capture;

public sealed class ContentCaptureTests
{
    [Fact]
    public void A_copy_is_cut_at_its_own_budget_and_marked()
    {
        var budget = new MemoryBudget(1_000);
        using var capture = new ContentCapture(budget, maxBytes: 40);
        Append(capture, "0123456789");
        Append(capture, "0123456789");
        Assert.False(capture.Truncated);
        Append(capture, "0123456789");
        Append(capture, "x");

        Assert.True(capture.Truncated);
        Assert.Equal(["0123456789", "0123456789"], Answers.Deltas(capture).Select(d => d.Text));
    }

    [Fact]
    public void Copies_of_all_answers_share_the_processes_budget_and_give_it_back()
    {
        var budget = new MemoryBudget(40);
        var first = new ContentCapture(budget, maxBytes: 1_000);
        using var second = new ContentCapture(budget, maxBytes: 1_000);
        Append(first, "0123456789");
        Append(first, "0123456789");
        Append(second, "0123456789");
        Assert.True(second.Truncated);

        first.Dispose();
        first.Dispose();

        Assert.Equal(0, budget.Used);
        using var third = new ContentCapture(budget, maxBytes: 1_000);
        Append(third, "0123456789");
        Assert.False(third.Truncated);
    }

    [Fact]
    public void A_document_replaces_what_came_before_and_its_share_of_the_budget()
    {
        var budget = new MemoryBudget(100);
        var capture = new ContentCapture(budget, maxBytes: 50);
        Append(capture, "a long text of some length, nearly all");
        capture.SetDocument("""{"a":1}"""u8);
        Assert.Equal((7L, CapturedResponseFormat.Json, """{"a":1}"""), (budget.Used, capture.Format, Encoding.UTF8.GetString(capture.Memory.Span)));

        capture.SetDocument(new byte[50]);
        Assert.False(capture.Truncated);
        capture.SetDocument(new byte[51]);
        Assert.True(capture.Truncated);
        Assert.Equal(50, capture.Memory.Length);
        capture.Dispose();
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_kept_as_it_was_written()
    {
        using var capture = Answers.Capture();
        Append(capture, "a\\ud83d");
        Append(capture, "b\\u00e9");

        Assert.Equal(["a\\ud83d", "bé"], Answers.Deltas(capture).Select(d => d.Text));
    }

    private static void Append(ContentCapture capture, string escaped)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($"\"{escaped}\""));
        reader.Read();
        capture.AppendText(DeltaKind.Text, 0, ref reader);
    }
}
