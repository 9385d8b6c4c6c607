using System.Globalization;
using System.Text;
using K8sRouter.Core.Generations;

namespace K8sRouter.Operator.Commands.Logs.Showing;

/// <summary>The record of one generation for a person.</summary>
internal static class RecordText
{
    public static string Render(GenerationRecord record)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{record.Id}  {Instants.Text(record.CreatedAt)}\n");
        Row(text, "workspace", $"{record.Workspace} ({record.WorkspaceId}), region {record.DataRegion}");
        Row(text, "model", Model(record));
        Row(text, "provider", Provider(record));
        Row(text, "outcome", Outcome(record));
        Row(text, "call", $"{record.Api}{(record.Streamed ? ", streamed" : "")}, {record.RequestId}, sidecar {record.Sidecar}");
        Row(text, "workload", Workload(record));
        Row(text, "tokens", Tokens(record.Usage));
        Row(text, "cost", Cost(record));
        Row(text, "time", Time(record.Timings));
        Row(text, "session", record.SessionId);
        Row(text, "user", record.ExternalUser);
        Row(text, "key", record.ApiKeyName);
        Row(text, "agent", record.UserAgent);
        Row(text, "origin", record.Origin.Length > 0 ? record.Origin : null);
        Row(text, "title", record.AppTitle);
        Row(text, "trace", record.Trace);
        if (record.Attempts.Count > 1 || record.Attempts.Any(attempt => attempt.Failure is not null))
        {
            for (var i = 0; i < record.Attempts.Count; i++)
                Row(text, i == 0 ? "attempts" : "", $"{i + 1}. {Attempt(record.Attempts[i])}");
        }
        return text.ToString();
    }

    /// <summary>A row under the record.</summary>
    public static void Row(StringBuilder text, string label, string? value)
    {
        if (value is not null)
            text.Append("  ").Append(label.PadRight(11)).Append(SafeText.Line(value)).Append('\n');
    }

    private static string Model(GenerationRecord record) =>
        record.Model
        + (record.CanonicalSlug != record.Model ? $" ({record.CanonicalSlug})" : "")
        + (record.RequestedModel != record.Model ? $", asked for as {record.RequestedModel}" : "");

    private static string Provider(GenerationRecord record) =>
        record.ProviderName is null ? "none served"
        : record.EndpointId is null ? record.ProviderName
        : $"{record.ProviderName} ({record.EndpointId})";

    private static string Outcome(GenerationRecord record)
    {
        string?[] parts =
        [
            record.Outcome, $"status {record.StatusCode}", record.FinishReason is { } finish ? $"finish {finish}" : null,
            record.ErrorType,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string? Workload(GenerationRecord record)
    {
        string?[] parts =
        [
            record.Workload, record.Pod is { } pod ? $"pod {pod}" : null,
            record.ServiceAccount is { } account ? $"service account {account}" : null,
        ];
        return string.Join(", ", parts.OfType<string>()) is { Length: > 0 } text ? text : null;
    }

    private static string Tokens(TokenUsage? usage)
    {
        if (usage is null)
            return "unknown";
        var prompt = usage.Cached is > 0 ? $"{Number(usage.Prompt)} in ({usage.Cached} cached)" : $"{Number(usage.Prompt)} in";
        var completion = $"{Number(usage.Completion)} out";
        return usage.Reasoning is > 0 ? $"{prompt}, {completion} ({usage.Reasoning} reasoning)" : $"{prompt}, {completion}";
    }

    private static string Number(long? number) => number is { } known ? Amounts.Count(known) : "?";

    private static string Cost(GenerationRecord record)
    {
        var key = record.IsByok ? ", on the workspace's own key" : "";
        return record.Cost is not { } cost ? $"unknown{key}"
            : cost.Charged == cost.Total ? $"{Amounts.Dollars(cost.Total)}{key}"
            : $"{Amounts.Dollars(cost.Charged)}, before discount {Amounts.Dollars(cost.Total)}{key}";
    }

    private static string Time(GenerationTimings timings)
    {
        (string Name, double? At)[] steps =
        [
            ("to the provider", timings.ProviderRequest), ("its headers", timings.ProviderHeaders),
            ("first token", timings.FirstToken), ("its end", timings.ProviderBodyEnd), ("recorded", timings.End),
        ];
        var reached = steps.Where(step => step.At is not null)
            .Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Name} {step.At:0} ms"));
        return string.Join(", ", reached) is { Length: > 0 } text ? text : "unknown";
    }

    private static string Attempt(ProviderAttempt attempt)
    {
        var status = attempt.Status is { } given ? $"{given}" : "no status";
        var failure = attempt.Failure is not (null or AttemptFailures.Status) ? $", {attempt.Failure}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{attempt.ProviderName} ({attempt.EndpointId}): {status}{failure}, {attempt.Latency:0} ms");
    }
}
