namespace K8sRouter.Operator.Kubernetes.Events;

/// <summary>An event that was sent, and how often it came again since.</summary>
internal sealed class EventSeries(EventKey key, string @namespace, string name, DateTimeOffset seen)
{
    public EventKey Key => key;

    public string Namespace => @namespace;

    public string Name => name;

    /// <summary>How often it came, the first time included.</summary>
    public int Count { get; set; } = 1;

    /// <summary>The count that the server has.</summary>
    public int SentCount { get; set; } = 1;

    public DateTimeOffset LastSeen { get; set; } = seen;

    public DateTimeOffset LastSent { get; set; } = seen;
}
