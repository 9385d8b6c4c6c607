using System.Diagnostics.Metrics;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Diagnostics;

/// <summary>
/// What the road of a request counts. Labels are closed sets: never a model, key, user or text of a request, which would grow
/// without bound or tell what was said.
/// </summary>
internal sealed class SidecarMetrics
{
    private static readonly double[] DurationBounds =
        [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

    private static readonly double[] OverheadBounds =
        [0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5];

    private readonly Counter<long> _requests;
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _requestDuration;
    private readonly Histogram<double> _overhead;
    private readonly Histogram<double> _firstToken;
    private readonly Counter<long> _generations;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _tokens;
    private readonly Counter<double> _cost;
    private readonly Counter<long> _unpriced;
    private readonly Counter<long> _reloads;
    private readonly Counter<long> _truncated;
    private readonly Counter<long> _skipped;
    private readonly UpDownCounter<long> _active;
    private readonly Meter _meter;

    public SidecarMetrics(Meter meter)
    {
        _meter = meter;
        _requests = meter.CreateCounter<long>("k8srouter_requests_total", description: "Requests answered, by API and status.");
        _attempts = meter.CreateCounter<long>("k8srouter_attempts_total", description: "Calls to providers, by how they ended.");
        _requestDuration = Histogram(
            meter, "k8srouter_request_duration_seconds", DurationBounds, "Arrival of a request to the last byte of its answer.");
        _overhead = Histogram(
            meter, "k8srouter_router_overhead_seconds", OverheadBounds, "Arrival of a request to its sending upstream.");
        _firstToken = Histogram(
            meter, "k8srouter_time_to_first_token_seconds", DurationBounds, "Arrival of a request to a stream's first token.");
        _generations = meter.CreateCounter<long>("k8srouter_generations_total", description: "Generations recorded, by outcome.");
        _refusals = meter.CreateCounter<long>(
            "k8srouter_refusals_total", description: "Requests refused, by each rule that excluded an endpoint.");
        _tokens = meter.CreateCounter<long>("k8srouter_tokens_total", description: "Tokens by the providers' counts.");
        _cost = meter.CreateCounter<double>("k8srouter_cost_usd_total", description: "Charged, in US dollars.");
        _unpriced = meter.CreateCounter<long>(
            "k8srouter_unpriced_generations_total", description: "Generations that served without a known cost.");
        _reloads = meter.CreateCounter<long>("k8srouter_config_reloads_total", description: "Configurations read, by result.");
        _truncated = meter.CreateCounter<long>(
            "k8srouter_capture_truncated_total", description: "Captured copies cut at their byte budget.");
        _skipped = meter.CreateCounter<long>(
            "k8srouter_skipped_events_total",
            description: "Events of providers' streams that were of no known form and didn't reach the caller.");
        _active = meter.CreateUpDownCounter<long>("k8srouter_active_requests", description: "Inference requests being served.");
    }

    /// <summary>Adds what looks at the memory of running calls.</summary>
    public void Observe(CallMemory memory)
    {
        var (bodies, answers) = (memory.Requests, memory.Answers);
        _meter.CreateObservableGauge(
            "k8srouter_request_body_bytes", () => bodies.Used, "By", "Memory that the bodies of running calls take.");
        _meter.CreateObservableGauge(
            "k8srouter_request_body_limit_bytes", () => bodies.TotalBytes, "By", "Memory that they may take.");
        _meter.CreateObservableCounter(
            "k8srouter_request_body_refused_total", () => bodies.Refused,
            description: "Calls answered with 503 because their body found no room beside those of running calls.");
        _meter.CreateObservableGauge(
            "k8srouter_held_answer_bytes", () => answers.Used, "By",
            "Memory that whole answers and large events take until they are sent.");
        _meter.CreateObservableGauge(
            "k8srouter_held_answer_limit_bytes", () => answers.TotalBytes, "By", "Memory that they may take.");
        _meter.CreateObservableCounter(
            "k8srouter_held_answer_refused_total", () => answers.Refused,
            description: "Whole answers that passed as they came, and events that failed, as they found no room beside others.");
    }

    public void RequestStarted() => _active.Add(1);

    /// <summary>An inference request was answered.</summary>
    /// <param name="api">One of <see cref="GenerationApis"/>.</param>
    /// <param name="status">What the caller got.</param>
    /// <param name="duration">Arrival to last byte.</param>
    public void RequestEnded(string api, int status, TimeSpan duration)
    {
        _active.Add(-1);
        _requests.Add(1, new("api", api), new("status", StatusText.Of(status)));
        _requestDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("api", api));
    }

    /// <summary>A call to a provider ended.</summary>
    /// <param name="provider">Slug of the provider.</param>
    /// <param name="failure">One of <see cref="AttemptFailures"/>; null: it served.</param>
    public void Attempt(string provider, string? failure) =>
        _attempts.Add(1, new("provider", provider), new("outcome", failure ?? "served"));

    /// <summary>A call to a provider ended, in whose stream so many events were passed over.</summary>
    public void SkippedEvents(string provider, int count)
    {
        if (count > 0)
            _skipped.Add(count, new KeyValuePair<string, object?>("provider", provider));
    }

    public void RouterOverhead(TimeSpan overhead) => _overhead.Record(overhead.TotalSeconds);

    public void FirstToken(TimeSpan sinceArrival) => _firstToken.Record(sinceArrival.TotalSeconds);

    /// <summary>A generation was recorded: its outcome, tokens and cost.</summary>
    public void Generation(GenerationRecord record)
    {
        _generations.Add(1, new KeyValuePair<string, object?>("outcome", record.Outcome));
        if (record.ContentTruncated)
            _truncated.Add(1);
        if (record.Usage is { } usage)
        {
            Tokens("prompt", usage.Prompt);
            Tokens("completion", usage.Completion);
            Tokens("cached", usage.Cached);
            Tokens("reasoning", usage.Reasoning);
        }
        if (record.Cost is { } cost)
            _cost.Add((double)cost.Charged);
        else if (record.Outcome == GenerationOutcomes.Completed)
            _unpriced.Add(1);
    }

    /// <summary>Rules excluded every endpoint of a request.</summary>
    /// <param name="rules">Each rule once (<see cref="Core.DataPolicies.ExclusionRules"/>).</param>
    public void Refusal(IEnumerable<string> rules)
    {
        foreach (string rule in rules)
            _refusals.Add(1, new KeyValuePair<string, object?>("rule", rule));
    }

    /// <summary>A configuration was read.</summary>
    /// <param name="result">One of <see cref="Core.Events.ConfigurationResults"/>.</param>
    public void ConfigReload(string result) => _reloads.Add(1, new KeyValuePair<string, object?>("result", result));

    private void Tokens(string kind, long? count)
    {
        if (count is > 0)
            _tokens.Add(count.Value, new KeyValuePair<string, object?>("kind", kind));
    }

    private static Histogram<double> Histogram(Meter meter, string name, double[] bounds, string description) =>
        meter.CreateHistogram(
            name, unit: "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
}
