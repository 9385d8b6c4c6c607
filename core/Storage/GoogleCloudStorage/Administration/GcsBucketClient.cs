using System.Text;
using System.Text.Json;
using Google.Apis.Storage.v1;
using Google.Apis.Storage.v1.Data;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

/// <summary>Reads a bucket's settings and sets its lifecycle rules. Faults are <see cref="ObjectStoreException"/>.</summary>
public sealed class GcsBucketClient
{
    private readonly GcsTransport _transport;
    private readonly string _bucket;

    internal GcsBucketClient(GcsTransport transport, string bucket) => (_transport, _bucket) = (transport, bucket);

    /// <summary>The bucket, for people: <c>gs://BUCKET</c>.</summary>
    public string Place => _transport.Place;

    private StorageService Service => _transport.Client.Service;

    /// <summary>The bucket's settings.</summary>
    public Task<GcsBucketFacts> GetAsync(CancellationToken cancellationToken) => _transport.RunAsync(
        GcsActions.ReadBucket,
        async attempt =>
        {
            var get = Service.Buckets.Get(_bucket);
            get.Projection = BucketsResource.GetRequest.ProjectionEnum.NoAcl;
            using var request = get.CreateRequest();
            using var response = await Service.HttpClient.SendAsync(request, attempt.Token);
            // Twice from one answer: of the lifecycle the library drops what it doesn't know.
            string answer = await response.Content.ReadAsStringAsync(attempt.Token);
            var rules = JsonElement.Parse(answer).Get("lifecycle").Get("rule").Items();
            return GcsBucketReader.ReadFacts(Service.Serializer.Deserialize<Bucket>(answer), rules);
        },
        cancellationToken);

    /// <summary>Who may use the bucket; needs the permission <c>storage.buckets.getIamPolicy</c>.</summary>
    public Task<GcsBucketIam> GetIamAsync(CancellationToken cancellationToken) => _transport.RunAsync(
        GcsActions.ReadIam,
        // Below version 3 a grant under a condition comes without it, or not at all.
        async attempt => GcsBucketReader.ReadIam(await _transport.Client.GetBucketIamPolicyAsync(
            _bucket, new() { RequestedPolicyVersion = 3 }, attempt.Token)),
        cancellationToken);

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
        return _transport.RunAsync(
            GcsActions.SetLifecycle,
            async attempt =>
            {
                var patch = Service.Buckets.Patch(new(), _bucket);
                patch.Projection = BucketsResource.PatchRequest.ProjectionEnum.NoAcl;
                patch.IfMetagenerationMatch = ifMetagenerationMatch;
                using var request = patch.CreateRequest();
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
                using var response = await Service.HttpClient.SendAsync(request, attempt.Token);
                return GcsBucketReader.Check(await Service.DeserializeResponse<Bucket>(response));
            },
            cancellationToken);
    }
}
