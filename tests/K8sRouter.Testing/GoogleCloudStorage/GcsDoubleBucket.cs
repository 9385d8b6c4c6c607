using System.Text.Json.Nodes;

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>A bucket and its settings.</summary>
public sealed class GcsDoubleBucket(string name, DateTimeOffset created)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, GcsDoubleObject> _live = new(StringComparer.Ordinal);
    private readonly List<GcsDoubleObject> _softDeleted = [];
    private readonly long _firstGeneration = created.ToUnixTimeMilliseconds() * 1000;
    private long _generations;

    public string Name { get; } = name;

    public string Location { get; set; } = "EUROPE-WEST4";

    public string LocationType { get; set; } = "region";

    public bool UniformAccess { get; set; } = true;

    public string PublicAccessPrevention { get; set; } = "enforced";

    /// <summary>0: soft delete is off. The real default is seven days.</summary>
    public TimeSpan SoftDelete { get; set; } = TimeSpan.FromDays(7);

    public TimeSpan? Retention { get; set; }

    public bool RetentionLocked { get; set; }

    public bool ObjectRetention { get; set; }

    public bool DefaultEventBasedHold { get; set; }

    public bool Versioning { get; set; }

    public string? DefaultKmsKeyName { get; set; }

    /// <summary>Keys that exist and are disabled: who names one is refused.</summary>
    public HashSet<string> DisabledKeys { get; } = [];

    /// <summary>Names of objects under a hold.</summary>
    public HashSet<string> Held { get; } = [];

    /// <summary>The lifecycle configuration as JSON text: <c>{"rule":[...]}</c>; null: none.</summary>
    public string? Lifecycle { get; set; }

    /// <summary>IAM bindings as JSON text of an array.</summary>
    public string IamBindings { get; set; } = "[]";

    public long Metageneration { get; private set; } = 1;

    /// <summary>Live objects in the order of their names.</summary>
    public IReadOnlyList<GcsDoubleObject> Objects
    {
        get
        {
            lock (_lock)
                return [.. _live.Values];
        }
    }

    /// <summary>Deleted and replaced objects that soft delete keeps.</summary>
    public IReadOnlyList<GcsDoubleObject> SoftDeleted
    {
        get
        {
            lock (_lock)
                return [.. _softDeleted];
        }
    }

    public DateTimeOffset Created { get; } = created;

    /// <summary>Puts an object there without a request, as if somebody else had written it.</summary>
    public GcsDoubleObject Put(GcsDoubleObject put)
    {
        lock (_lock)
            return _live[put.Name] = put with { Bucket = Name, Generation = NextGeneration() };
    }

    internal GcsDoubleObject? Find(string name)
    {
        lock (_lock)
            return _live.GetValueOrDefault(name);
    }

    /// <summary>Stores an object if its precondition holds, in one step.</summary>
    internal GcsDoubleObject Insert(GcsDoubleObject inserted, GcsPreconditions preconditions, DateTimeOffset now)
    {
        lock (_lock)
        {
            var present = _live.GetValueOrDefault(inserted.Name);
            preconditions.Check(present);
            if (present is not null)
                Remove(present, now);
            return _live[inserted.Name] = inserted with { Generation = NextGeneration(), TimeCreated = now };
        }
    }

    /// <summary>Deletes an object if its precondition holds; false: there is none.</summary>
    internal bool Delete(string name, GcsPreconditions preconditions, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_live.GetValueOrDefault(name) is not { } present)
                return false;
            preconditions.Check(present);
            Remove(present, now);
            return true;
        }
    }

    /// <summary>Sets what a PATCH may set here: the lifecycle.</summary>
    internal void Patch(JsonObject patch, long? ifMetageneration)
    {
        lock (_lock)
        {
            if (ifMetageneration is { } wanted && wanted != Metageneration)
                throw GcsWireError.Precondition();
            foreach (var (field, value) in patch)
            {
                if (field == "name" && value?.GetValue<string>() == Name)
                    continue;
                if (field != "lifecycle")
                    throw GcsWireError.Invalid($"The double doesn't know how to change '{field}'.");
                Lifecycle = value?.ToJsonString();
            }
            Metageneration++;
        }
    }

    private void Remove(GcsDoubleObject present, DateTimeOffset now)
    {
        if (Held.Contains(present.Name))
            throw new GcsWireError(403, "objectUnderActiveHold", $"Object '{Name}/{present.Name}' is under active Event-Based hold.");
        if (Retention is { } retention && now < present.TimeCreated + retention)
            throw new GcsWireError(
                403, "retentionPolicyNotMet",
                $"Object '{Name}/{present.Name}' is subject to bucket's retention policy and cannot be deleted, overwritten or archived.");
        _live.Remove(present.Name);
        if (SoftDelete > TimeSpan.Zero)
            _softDeleted.Add(present with { SoftDeletedAt = now });
    }

    private long NextGeneration() => _firstGeneration + ++_generations;
}
