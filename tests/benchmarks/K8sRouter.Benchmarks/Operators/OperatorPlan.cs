namespace K8sRouter.Benchmarks.Operators;

/// <summary>How large the cluster is, and how much is measured.</summary>
internal sealed record OperatorPlan
{
    /// <summary>Namespaces with a policy each.</summary>
    public required int Workspaces { get; init; }

    public int Providers { get; init; } = 10;

    public int ModelsPerProvider { get; init; } = 20;

    /// <summary>One in each of the first workspaces.</summary>
    public required int Destinations { get; init; }

    /// <summary>Objects only: nothing runs.</summary>
    public required int Pods { get; init; }

    /// <summary>Whether the pods run, at addresses of this machine where nobody answers.</summary>
    public bool PodsRun { get; init; }

    /// <summary>Changes of one policy that are timed.</summary>
    public required int Changes { get; init; }

    /// <summary>Admission reviews that are timed.</summary>
    public required int Reviews { get; init; }

    /// <summary>Pods of a burst, each of which gets a sidecar.</summary>
    public required int Burst { get; init; }

    /// <summary>How long nothing is done, to see what is written meanwhile.</summary>
    public required TimeSpan Rest { get; init; }

    public static OperatorPlan Full { get; } = new()
    {
        Workspaces = 1000,
        Destinations = 200,
        Pods = 5000,
        Changes = 200,
        Reviews = 500,
        Burst = 1000,
        Rest = TimeSpan.FromSeconds(60),
    };

    public static OperatorPlan Quick { get; } = new()
    {
        Workspaces = 100,
        Destinations = 20,
        Pods = 500,
        Changes = 50,
        Reviews = 100,
        Burst = 200,
        Rest = TimeSpan.FromSeconds(20),
    };
}
