using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Destinations.Filtering;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Hosting;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace K8sRouter.Sidecar.Tests.Sinks;

/// <summary>Many generations, a real journal, and destinations that want different ones; one is slow, one never answers.</summary>
public sealed partial class DestinationSoakTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const int Generations = 10_000;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly string[] Names = ["slow", "sampled", "keyed", "searched"];

    private readonly SinkFixture _fixture = new();
    private readonly Meter _meter = new("k8srouter");
    private readonly HttpClient _client = DestinationHttp.CreateClient(allowPrivate: true);
    private readonly ConcurrentDictionary<(string Destination, int Number), int> _got = new();
    private readonly ConcurrentBag<string> _leaks = [];
    private Receiver _receiver = null!;
    private int _runs;
    private int _slowRequests;

    public async Task InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _receiver.Answer = async (context, body) =>
        {
            string destination = context.Request.Path.Value!.Split('/')[^1];
            if (destination == "dead")
                await _receiver.HangAsync();
            else
                Note(destination, body);
            if (destination == "slow")
            {
                Interlocked.Increment(ref _slowRequests);
                await Task.Delay(Latency);
            }
            // Bodies of ten thousand traces needn't be kept.
            _receiver.Got.TryDequeue(out _);
        };
        _fixture.Configuration.SetSecrets((ConfigFiles.JournalKey, Convert.ToBase64String(new byte[32])));
    }

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _meter.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task Each_destination_gets_what_its_filters_say_and_a_dead_one_takes_nothing_from_the_others()
    {
        await DrainAsync(withDead: false, count: 2_000);
        _got.Clear();
        var alone = await DrainAsync(withDead: false, Generations);
        AssertGot();
        _got.Clear();
        var beside = await DrainAsync(withDead: true, Generations);
        AssertGot();

        foreach (string name in Names)
        {
            output.WriteLine(
                $"{name}: {Expected(name).Count} traces of {Generations} generations, drained in {alone[name].TotalMilliseconds:F0} ms "
                + $"({Generations / alone[name].TotalSeconds:F0} generations/s); beside a dead destination in "
                + $"{beside[name].TotalMilliseconds:F0} ms, ratio {beside[name] / alone[name]:F2}");
        }
        // A destination that never answers would cost 15 seconds a batch if anything waited for it: more than half an hour.
        Assert.All(beside.Values, time => Assert.InRange(time, TimeSpan.Zero, Limit));
        // One request at a time carries more than a pod calls, because it carries many.
        Assert.InRange(_slowRequests, 1, ((2 * Generations) + 2_000) / 25);
    }

    /// <summary>How long each took to get through what the journal held.</summary>
    private async Task<Dictionary<string, TimeSpan>> DrainAsync(bool withDead, int count)
    {
        _fixture.Configuration.SetDestinations([.. Names.Concat(withDead ? ["dead"] : Array.Empty<string>()).Select(Entry)]);
        await using var journal = Holder();
        journal.SetSinks([.. _fixture.Configuration.Current!.Config.Broadcast.Destinations.Select(
            entry => new JournalSink(DestinationSink.NameOf(entry.Name), SinkKind.Trace))]);
        for (int i = 0; i < count; i++)
            Assert.Equal(AppendResult.Written, await journal.AppendFinishedAsync(Record(i), SinkFixture.Content(Prompt(i))));
        using var sinks = new SinkSupervisor(
            journal, _fixture.Configuration, _fixture.Stores, SinkFixture.Redis, $"{_fixture.SpoolFolder}-{_runs}", _client,
            new() { AcknowledgeInterval = TimeSpan.FromMilliseconds(20), TraceMaxAge = TimeSpan.MaxValue },
            _fixture.Metrics, TimeProvider.System, NullLogger<SinkSupervisor>.Instance);
        long start = Stopwatch.GetTimestamp();
        sinks.Prepare(_fixture.Configuration.Current!);
        var times = new Dictionary<string, TimeSpan>();
        using var limit = new CancellationTokenSource(Limit);
        while (times.Count < Names.Length)
        {
            var backlog = journal.Backlog();
            foreach (string name in Names.Where(name => backlog[DestinationSink.NameOf(name)] == 0))
                times.TryAdd(name, Stopwatch.GetElapsedTime(start));
            await Task.Delay(2, limit.Token);
        }
        Assert.Equal(withDead ? count : 0, journal.Backlog().GetValueOrDefault("destination/dead"));
        await sinks.StopAsync(TimeSpan.FromMilliseconds(100));
        AssertAccount(sinks, count);
        return times;
    }

    private static void AssertAccount(SinkSupervisor sinks, int count)
    {
        foreach (var status in sinks.Statuses().Where(status => Names.Contains(status.Name.Split('/')[^1])))
        {
            long expected = Expected(status.Name.Split('/')[^1]).Count(number => number < count);
            Assert.Equal((expected, count), (status.Delivered, (int)(status.Delivered + status.PassedOver + status.Dropped.Values.Sum())));
        }
    }

    private void AssertGot()
    {
        foreach (string name in Names)
        {
            var got = _got.Where(pair => pair.Key.Destination == name).ToDictionary(pair => pair.Key.Number, pair => pair.Value);
            Assert.Equal(Expected(name).Order(), got.Keys.Order());
            Assert.All(got.Values, times => Assert.Equal(1, times));
        }
        Assert.Empty(_leaks);
        Assert.DoesNotContain(_got.Keys, key => key.Destination == "dead");
    }

    private void Note(string destination, string body)
    {
        foreach (int number in Numbers().Matches(body).Select(match => int.Parse(match.Groups[1].ValueSpan)).Distinct())
            _got.AddOrUpdate((destination, number), 1, (_, times) => times + 1);
        // Content goes where the mode lets it, and nowhere else.
        if (body.Contains("prompt", StringComparison.Ordinal) != (destination is "slow" or "searched"))
            _leaks.Add(destination);
    }

    /// <summary>What a destination is to get, by arithmetic: nothing here asks the code that decides it.</summary>
    private static List<int> Expected(string destination) => [.. Enumerable.Range(0, Generations).Where(number => destination switch
    {
        "slow" => true,
        "sampled" => Position("id-sampled" + (number / 4 % 2 == 0 ? $"session-{number / 8}" : Id(number))) < 0.3,
        "keyed" => number % 3 == 1 && (number % 5 == 0 || number % 7 == 0),
        _ => Prompt(number).Contains("needle 7", StringComparison.Ordinal),
    })];

    private static double Position(string unit) =>
        Convert.ToUInt64(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(unit)), 0, 8), 16) / Math.Pow(2, 64);

    private static string Prompt(int number) => $"prompt {number}, needle {number % 11}, and what else people ask";

    private static string Id(int number) => SinkFixture.Record(number).Id;

    private static GenerationRecord Record(int number) => SinkFixture.Record(number) with
    {
        SessionId = number / 4 % 2 == 0 ? $"session-{number / 8}" : null,
        ApiKeyHash = $"key-{number % 3}",
        Model = number % 5 == 0 ? "acme/five" : "acme/other",
        FinishReason = number % 7 == 0 ? "length" : "stop",
        Destinations = [.. Names, "dead"],
        ContentDestinations = ["slow", "searched", "dead"],
    };

    private DestinationEntry Entry(string name)
    {
        var entry = new DestinationEntry
        {
            Name = name,
            Id = "id-" + name,
            Type = "webhook",
            AllowPlaintext = true,
            ContentMode = name is "sampled" or "keyed" ? ContentModes.None : ContentModes.Full,
            Config = new Dictionary<string, string> { ["url"] = $"{_receiver.Url}/{name}" },
        };
        return name switch
        {
            "sampled" => entry with { SamplingRate = 0.3m },
            "keyed" => entry with
            {
                ApiKeyHashes = ["key-1"],
                FilterRules = Rules(
                    "or", (FilterFields.Model, FilterOperators.StartsWith, "acme/f"), (FilterFields.FinishReason, FilterOperators.EqualTo, "length")),
            },
            "searched" => entry with { FilterRules = Rules("and", (FilterFields.Input, FilterOperators.Contains, "needle 7")) },
            _ => entry,
        };
    }

    private static DestinationFilterRules Rules(string logic, params (string Field, string Operator, string Value)[] rules) => new()
    {
        Groups = [new() { Logic = logic, Rules = [.. rules.Select(rule => new DestinationFilterRule { Field = rule.Field, Operator = rule.Operator, Value = rule.Value })] }],
    };

    private JournalHolder Holder()
    {
        string folder = Path.Combine(Path.GetDirectoryName(_fixture.SpoolFolder)!, $"journal-{++_runs}");
        // Its clock stands still: a busy machine's disk may take its time, and no append is given up for that.
        var holder = new JournalHolder(
            new() { ConfigDirectory = "", JournalDirectory = folder, JournalSync = "none" }, _fixture.Clock, NullLogger<DiskJournal>.Instance, _meter);
        holder.Prepare(_fixture.Configuration.Current!.Credentials);
        return holder;
    }

    [GeneratedRegex("gen-[0-9]+-AbCdEf([0-9]{14})")]
    private static partial Regex Numbers();
}
