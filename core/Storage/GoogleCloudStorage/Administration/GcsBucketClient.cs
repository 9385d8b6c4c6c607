using System.Text.Json;

namespace K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

/// <summary>Reads a bucket's settings and sets its lifecycle rules. Faults are <see cref="ObjectStoreException"/>.</summary>
public sealed class GcsBucketClient
{
    private readonly GcsTransport _transport;
    private readonly GcsUris _uris;

    internal GcsBucketClient(GcsTransport transport, GcsUris uris) => (_transport, _uris) = (transport, uris);

    /// <summary>The bucket, for people: <c>gs://BUCKET</c>.</summary>
    public string Place => _transport.Place;

    /// <summary>The bucket's settings.</summary>
    public async Task<GcsBucketFacts> GetAsync(CancellationToken cancellationToken) => GcsBucketReader.ReadFacts(
        await AskAsync(GcsActions.ReadBucket, () => new(HttpMethod.Get, _uris.Bucket()), cancellationToken));

    /// <summary>Who may use the bucket; needs the permission <c>storage.buckets.getIamPolicy</c>.</summary>
    public async Task<GcsBucketIam> GetIamAsync(CancellationToken cancellationToken) => GcsBucketReader.ReadIam(
        await AskAsync(GcsActions.ReadIam, () => new(HttpMethod.Get, _uris.Iam()), cancellationToken));

    /// <summary>Replaces all lifecycle rules.</summary>
    /// <param name="rules">The rules; those that were read go back exactly as they were.</param>
    /// <param name="ifMetagenerationMatch">Metageneration of the settings that the rules were read from. If it isn't there any
    /// more, the fault is <see cref="StoreFault.Refused"/> with status 412, and nothing was changed; so it is if an answer was
    /// lost and the second attempt found its own work: read again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SetLifecycleAsync(
        IReadOnlyList<GcsLifecycleRule> rules, long ifMetagenerationMatch, CancellationToken cancellationToken)
    {
        string body = $$$"""{"lifecycle":{"rule":[{{{string.Join(',', rules.Select(rule => rule.Json))}}}]}}""";
        return AskAsync(
            GcsActions.SetLifecycle,
            () => new(HttpMethod.Patch, _uris.Bucket(ifMetagenerationMatch))
            {
                Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json", "UTF-8")),
            },
            cancellationToken);
    }

    private Task<JsonElement> AskAsync(string action, Func<HttpRequestMessage> make, CancellationToken cancellationToken) =>
        _transport.RunAsync(
            action, async attempt => JsonElement.Parse((await _transport.AskAsync(attempt, action, make)).Body),
            cancellationToken);
}
