using System.Text.Json.Nodes;

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>Settings of buckets.</summary>
internal static class GcsBuckets
{
    public static Task GetAsync(GcsDoubleCall call, GcsDoubleBucket bucket)
    {
        call.AllowOnly("projection", "ifMetagenerationMatch", "ifMetagenerationNotMatch");
        return call.WriteAsync(Write(bucket));
    }

    public static async Task PatchAsync(GcsDoubleCall call, GcsDoubleBucket bucket)
    {
        call.AllowOnly("projection", "ifMetagenerationMatch", "ifMetagenerationNotMatch");
        bucket.Patch(await call.ReadJsonAsync(), call.Number("ifMetagenerationMatch"));
        await call.WriteAsync(Write(bucket));
    }

    public static Task IamAsync(GcsDoubleCall call, GcsDoubleBucket bucket)
    {
        call.AllowOnly("optionsRequestedPolicyVersion");
        return call.WriteAsync(new()
        {
            ["kind"] = "storage#policy",
            ["resourceId"] = $"projects/_/buckets/{bucket.Name}",
            ["version"] = 1,
            ["etag"] = "CAE=",
            ["bindings"] = JsonNode.Parse(bucket.IamBindings),
        });
    }

    private static JsonObject Write(GcsDoubleBucket bucket)
    {
        var json = new JsonObject
        {
            ["kind"] = "storage#bucket",
            ["id"] = bucket.Name,
            ["name"] = bucket.Name,
            ["projectNumber"] = "1",
            ["location"] = bucket.Location,
            ["locationType"] = bucket.LocationType,
            ["storageClass"] = "STANDARD",
            ["timeCreated"] = GcsObjectJson.Time(bucket.Created),
            ["updated"] = GcsObjectJson.Time(bucket.Created),
            ["metageneration"] = GcsObjectJson.Number(bucket.Metageneration),
            ["iamConfiguration"] = new JsonObject
            {
                ["uniformBucketLevelAccess"] = new JsonObject { ["enabled"] = bucket.UniformAccess },
                ["publicAccessPrevention"] = bucket.PublicAccessPrevention,
            },
            ["softDeletePolicy"] = new JsonObject
            {
                ["retentionDurationSeconds"] = GcsObjectJson.Number((long)bucket.SoftDelete.TotalSeconds),
            },
        };
        if (bucket.Retention is { } retention)
        {
            var policy = new JsonObject { ["retentionPeriod"] = GcsObjectJson.Number((long)retention.TotalSeconds) };
            if (bucket.RetentionLocked)
                policy["isLocked"] = true;
            json["retentionPolicy"] = policy;
        }
        if (bucket.ObjectRetention)
            json["objectRetention"] = new JsonObject { ["mode"] = "Enabled" };
        if (bucket.DefaultEventBasedHold)
            json["defaultEventBasedHold"] = true;
        if (bucket.Versioning)
            json["versioning"] = new JsonObject { ["enabled"] = true };
        if (bucket.DefaultKmsKeyName is { } key)
            json["encryption"] = new JsonObject { ["defaultKmsKeyName"] = key };
        if (bucket.Lifecycle is { } lifecycle)
            json["lifecycle"] = JsonNode.Parse(lifecycle);
        return json;
    }
}
