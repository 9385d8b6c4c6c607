using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>
/// A strict double of Google Cloud Storage's JSON API, in this process, on a free loopback port. It refuses what the real service
/// refuses, holds its objects in memory, and misbehaves when asked to. Set <c>STORAGE_EMULATOR_HOST</c> to <see cref="Host"/>.
/// </summary>
public sealed class GcsDouble : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private readonly WebApplication _app;
    private readonly GcsUploads _uploads;
    private readonly GcsReads _reads;
    private readonly GcsTokens _tokens;
    private readonly ConcurrentDictionary<string, GcsDoubleBucket> _buckets = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<GcsDoubleRequest> _requests = new();

    private GcsDouble(TimeProvider clock, WebApplication app)
    {
        (_clock, _app) = (clock, app);
        (_uploads, _reads, _tokens) = (new(clock), new(clock), new(clock));
    }

    /// <summary>Whether requests need a token. A token that is sent must be one of the double's in any case.</summary>
    public bool RequireToken { get; set; }

    /// <summary><c>http://127.0.0.1:PORT</c>.</summary>
    public string Address { get; private set; } = "";

    /// <summary><c>127.0.0.1:PORT</c>.</summary>
    public string Host => new Uri(Address).Authority;

    /// <summary>Faults that requests meet.</summary>
    public GcsFaultQueue Faults { get; } = new();

    /// <summary>All requests so far, in order.</summary>
    public IReadOnlyList<GcsDoubleRequest> Requests => [.. _requests];

    /// <summary>Live objects of all buckets.</summary>
    public IReadOnlyList<GcsDoubleObject> Objects => [.. _buckets.Values.SelectMany(bucket => bucket.Objects)];

    /// <summary>Most entries of a page of a listing: at most 1,000, as the real one.</summary>
    public int PageLimit
    {
        get => _reads.PageLimit;
        set => _reads.PageLimit = value;
    }

    /// <summary>How long tokens are valid.</summary>
    public TimeSpan TokenLifetime
    {
        get => _tokens.Lifetime;
        set => _tokens.Lifetime = value;
    }

    public static Task<GcsDouble> StartAsync(params string[] buckets) => StartAsync(TimeProvider.System, buckets);

    /// <param name="clock">Dates objects and ends tokens.</param>
    /// <param name="buckets">Names of the buckets that are there.</param>
    public static async Task<GcsDouble> StartAsync(TimeProvider clock, params string[] buckets)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.AddServerHeader = false;
        });
        var app = builder.Build();
        var service = new GcsDouble(clock, app);
        foreach (string bucket in buckets)
            service.AddBucket(bucket);
        app.Run(new GcsPipeline(service, service._uploads, service._reads, service._tokens, clock).InvokeAsync);
        await app.StartAsync();
        service.Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return service;
    }

    /// <summary>An environment in which this double is the emulator.</summary>
    public string? Environment(string variable) => variable == "STORAGE_EMULATOR_HOST" ? Host : null;

    public GcsDoubleBucket AddBucket(string name) => _buckets[name] = new(name, _clock.GetUtcNow());

    public void RemoveBucket(string name) => _buckets.TryRemove(name, out _);

    /// <exception cref="KeyNotFoundException">There is no such bucket.</exception>
    public GcsDoubleBucket Bucket(string name) => _buckets[name];

    /// <summary>How many requests of a kind have arrived.</summary>
    public int Count(GcsRequestKind kind) => _requests.Count(request => request.Kind == kind);

    /// <summary>Key file of a service account whose tokens come from this double.</summary>
    public string ServiceAccountJson() => GcsTokens.ServiceAccountJson(Address);

    /// <summary>Configuration of a workload identity federation whose tokens come from this double.</summary>
    /// <param name="subjectTokenFile">File with the token of the other issuer.</param>
    public string ExternalAccountJson(string subjectTokenFile) => GcsTokens.ExternalAccountJson(Address, subjectTokenFile);

    /// <summary>Credential of a user, as gcloud keeps it. Its tokens come from Google's address alone.</summary>
    public static string UserJson() => GcsTokens.UserJson();

    /// <summary>Where, at Google's API of credentials, tokens of the writing account are given to others.</summary>
    public static Uri ImpersonationUrl { get; } = new("https://iamcredentials.googleapis.com" + GcsTokens.ImpersonationPath);

    /// <summary>Every token given so far is refused from now on.</summary>
    public void RefuseTokens() => _tokens.Refuse();

    /// <summary>Every upload session is gone from now on.</summary>
    public void ExpireSessions() => _uploads.Expire();

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    internal GcsFault? Begin(GcsDoubleRequest request)
    {
        _requests.Enqueue(request);
        return Faults.Take(request);
    }

    internal GcsDoubleBucket? FindBucket(string name) => _buckets.GetValueOrDefault(name);
}
