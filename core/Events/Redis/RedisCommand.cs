namespace K8sRouter.Core.Events.Redis;

/// <summary>One command about one key or channel.</summary>
/// <param name="Name">Such as <c>XADD</c>.</param>
/// <param name="Key">The key or channel.</param>
/// <param name="Arguments">What follows: texts, integers or bytes.</param>
public sealed record RedisCommand(string Name, string Key, params object[] Arguments);
